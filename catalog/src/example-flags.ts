import { hasExpression } from './expression-text.ts';
import type { Field, Fields } from './field.ts';
import { holdsSecret } from './presence.ts';

/** The flags by which an example is run by hand; a name in capitals stands for what an expression would give. */
export function exampleFlags(fields: Fields, values: Readonly<Record<string, unknown>>): string[] {
  return flagsOf(fields, values, '');
}

function flagsOf(fields: Fields, values: Readonly<Record<string, unknown>>, prefix: string): string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    Object.hasOwn(values, name) ? flagOf(field, values[name], `--${prefix}${name}`) : [],
  );
}

function flagOf(field: Field, value: unknown, flag: string): string[] {
  if ('secret' in field || (('items' in field || 'additionalProperties' in field) && holdsSecret(field))) {
    return [`${flag}-file`, placeholder(flag)];
  }
  if (hasExpression(value)) return [flag, placeholder(flag)];
  if ('items' in field && Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return value.flatMap((item) => given(flag, hasExpression(item) ? placeholder(flag) : String(item)));
  }
  if (field.type === 'boolean') return [value === true ? flag : flag.replace('--', '--no-')];
  if (typeof value !== 'object' || value === null) return given(flag, String(value));
  const inner = `${flag.slice(2)}.`;
  if ('properties' in field) return flagsOf(field.properties, { ...value }, inner);
  if ('cases' in field && 'case' in value) {
    const name = String(value.case);
    return [flag, quote(name), ...flagsOf(field.cases[name]?.fields ?? {}, { ...value }, inner)];
  }
  return [flag, quote(JSON.stringify(value))];
}

/** What starts with a dash needs the equals sign, or it would be the next flag. */
function given(flag: string, text: string): string[] {
  return text.startsWith('-') ? [`${flag}=${quote(text)}`] : [flag, quote(text)];
}

function placeholder(flag: string): string {
  return flag
    .slice(flag.lastIndexOf('.') + 1)
    .replace(/^-+/, '')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase();
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
