import type { BooleanField, EnumField, Field, NumberField, SecretField, StringField } from './field.ts';
import { formats } from './format.ts';

export type LeafField = StringField | SecretField | EnumField | NumberField | BooleanField;

export function isLeaf(field: Field): field is LeafField {
  return field.type !== 'array' && field.type !== 'object';
}

/** Says whether a value obeys a field that holds no others, by what JSON Schema says of its keywords. */
export function fitsLeaf(field: LeafField, value: unknown): boolean {
  if (field.type === 'boolean') return typeof value === 'boolean';
  if (field.type === 'string') return typeof value === 'string' && fitsText(field, value);
  return (
    typeof value === 'number' &&
    (field.type === 'integer' ? Number.isInteger(value) : Number.isFinite(value)) &&
    value >= (field.minimum ?? -Infinity) &&
    value <= (field.maximum ?? Infinity)
  );
}

function fitsText(field: StringField | SecretField | EnumField, value: string): boolean {
  if ('enum' in field) return field.enum.includes(value);
  const { minLength = 0 } = field;
  const { maxLength = Infinity, pattern, format } = 'secret' in field ? {} : field;
  return (
    (minLength === 0 || [...value].length >= minLength) &&
    (maxLength === Infinity || [...value].length <= maxLength) &&
    (pattern === undefined || new RegExp(pattern, 'u').test(value)) &&
    (format === undefined || formats[format].fits(value))
  );
}
