import type { Field } from '@stepyard/catalog';
import { isBoolean, isList, isMap, isRecord } from './place.ts';

/** A text read as a value of a field, or the rule that it breaks: "must be a whole number". */
export type ParsedText = { readonly value: unknown } | { readonly rule: string; readonly example: string };

/** Reads a text by the field's type alone; ranges, patterns and choices are the checker's. */
export function parseText(field: Field, text: string): ParsedText {
  if (isBoolean(field)) return parseBoolean(text);
  if (field.type === 'integer') return parseInteger(text);
  if (field.type === 'number') return parseNumber(text);
  if (isList(field)) return parseJson(text, Array.isArray, 'must be a list as JSON', '["one", "two"]');
  if (isMap(field)) return parseJson(text, isRecord, 'must be a map as JSON', '{"key": "value"}');
  if (field.type === 'object') return parseJson(text, isRecord, 'must be an object as JSON', '{}');
  return { value: text };
}

// The spellings of YAML 1.2's core schema, which other runners use for boolean inputs too.
const booleans = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

function parseBoolean(text: string): ParsedText {
  const value = booleans.get(text);
  return value === undefined ? { rule: 'must be true or false', example: 'true' } : { value };
}

function parseInteger(text: string): ParsedText {
  if (/^-?(?:0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)))
    return { value: Number(text) };
  return { rule: 'must be a whole number', example: '1' };
}

function parseNumber(text: string): ParsedText {
  const value = Number(text);
  if (/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(text) && Number.isFinite(value)) {
    return { value };
  }
  return { rule: 'must be a number', example: '1.5' };
}

/** Reads JSON that must fit; a key `__proto__` is refused wherever it stands. */
export function parseJson(
  text: string,
  fits: (value: unknown) => boolean,
  rule: string,
  example: string,
): ParsedText {
  let forbidden = false;
  try {
    const value: unknown = JSON.parse(text, (key, inner) => {
      forbidden ||= key === '__proto__';
      return inner;
    });
    if (forbidden) return { rule: 'must not have a key named __proto__', example };
    return fits(value) ? { value } : { rule, example };
  } catch {
    return { rule, example };
  }
}
