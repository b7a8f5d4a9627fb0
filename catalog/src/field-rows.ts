import type { Field, Fields, Owner } from './field.ts';
import { kindText } from './kind.ts';
import { holdsSecret, mayBeAbsent } from './presence.ts';
import { inputVariable } from './variable.ts';
import type { Language } from './words.ts';

/** One input or output, or a field within one, as help, tables and `catalog show` list it. */
export interface FieldRow {
  /** Dotted. */
  readonly path: string;
  /** The case of its parent to which it belongs. */
  readonly case?: string;
  readonly title: string;
  readonly help?: string;
  readonly kind: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly default?: unknown;
  readonly from?: string;
  readonly section?: string;
  readonly owner: Owner;
  readonly advanced: boolean;
  readonly deprecated?: string;
  /** How a command line gives it; of a secret, the flag that names its file. */
  readonly flag: string;
  readonly variable: string;
}

/** The fields in the order of their declaration, those of objects and cases after their parent. */
export function fieldRows(fields: Fields, language: Language): FieldRow[] {
  return rowsOf(fields, language, [], undefined);
}

function rowsOf(
  fields: Fields,
  language: Language,
  parents: readonly string[],
  of: string | undefined,
): FieldRow[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = [...parents, name];
    return [toRow(field, language, path, of), ...rowsWithin(field, language, path)];
  });
}

function rowsWithin(field: Field, language: Language, path: readonly string[]): FieldRow[] {
  if ('properties' in field) return rowsOf(field.properties, language, path, undefined);
  if (!('cases' in field)) return [];
  return Object.entries(field.cases).flatMap(([name, { fields }]) => rowsOf(fields, language, path, name));
}

function toRow(field: Field, language: Language, path: readonly string[], of: string | undefined): FieldRow {
  const inFile =
    'secret' in field || (('items' in field || 'additionalProperties' in field) && holdsSecret(field));
  const preset = 'default' in field && field.default !== undefined ? { default: field.default } : {};
  return {
    path: path.join('.'),
    ...(of !== undefined && { case: of }),
    title: field.title?.[language] ?? path.join('.'),
    ...(field.help && { help: field.help[language] }),
    kind: kindText(field, language),
    secret: 'secret' in field,
    required: !mayBeAbsent(field),
    ...preset,
    ...(field.from !== undefined && { from: field.from }),
    ...(field.section !== undefined && { section: field.section }),
    owner: field.owner ?? 'dev',
    advanced: field.advanced === true,
    ...(field.deprecated && { deprecated: field.deprecated[language] }),
    flag: `--${path.join('.')}${inFile ? '-file' : ''}`,
    variable: `${inputVariable(path)}${inFile ? '_FILE' : ''}`,
  };
}
