import type { Field, NumberField, StringField } from './field.ts';
import { formats } from './format.ts';

/** What a value of the field must be, as the end of "must be …". */
export function ruleOf(field: Field): string {
  if ('cases' in field)
    return `one of the cases ${listing(Object.keys(field.cases).map((name) => `\`${name}\``))}`;
  if ('properties' in field) return 'an object';
  if ('additionalProperties' in field) return 'an object of names and values';
  if ('items' in field) return `a list${amount(field.minItems, field.maxItems, 'item')}`;
  if ('enum' in field) return oneOf(field.enum);
  if (field.type === 'boolean') return 'true or false';
  if (field.type !== 'string')
    return `${field.type === 'integer' ? 'an integer' : 'a number'}${range(field)}`;
  return 'secret' in field ? `text${amount(field.minLength, undefined, 'character')}` : textRule(field);
}

function textRule({ format, pattern, minLength, maxLength }: StringField): string {
  const what = format === undefined ? 'text' : formats[format].rule;
  const matching = pattern === undefined ? '' : ` that matches \`${pattern}\``;
  return `${what}${amount(minLength, maxLength, 'character')}${matching}`;
}

function oneOf(choices: readonly string[]): string {
  const quoted = choices.map((choice) => JSON.stringify(choice));
  return choices.length === 1 ? quoted.join() : `one of ${listing(quoted)}`;
}

/** What to write for the field: its rule, and examples where the rule alone does not show the form. */
export function adviceOf(field: Field): string {
  if (!('format' in field) || field.format === undefined) return ruleOf(field);
  return `${ruleOf(field)} such as ${listing(formats[field.format].examples.map((text) => `\`${text}\``))}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function listing(items: readonly string[], last = 'or'): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

function range({ minimum, maximum }: NumberField): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function amount(least: number | undefined, most: number | undefined, unit: string): string {
  const units = (count: number) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (least && most !== undefined)
    return least === most ? ` of ${units(most)}` : ` of ${least} to ${units(most)}`;
  if (least) return ` of at least ${units(least)}`;
  return most === undefined ? '' : ` of at most ${units(most)}`;
}
