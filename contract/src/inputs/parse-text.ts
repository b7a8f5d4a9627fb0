import type { Field } from '@stepyard/catalog';
import { isRecord } from '../json.ts';
import { isBoolean, isList, isMap, isObject } from './place.ts';

/** A text read as a value, or why it cannot be read: "must be a list as JSON". */
export type ParsedText = { readonly value: unknown } | { readonly rule: string; readonly example: string };

/**
 * Reads a text by the field's type alone. A text that is no boolean or number stays text: the checker then
 * says what it must be.
 */
export function parseText(field: Field, text: string): ParsedText {
  if (isBoolean(field)) return { value: booleans.get(text) ?? text };
  if (field.type === 'integer') return { value: parseInteger(text) ?? text };
  if (field.type === 'number') return { value: parseNumber(text) ?? text };
  if (isList(field)) return parseJson(text, Array.isArray, 'must be a list as JSON', '["one", "two"]');
  if (isMap(field)) return parseJson(text, isRecord, 'must be a map as JSON', '{"key": "value"}');
  if (isObject(field)) return parseJson(text, isRecord, 'must be an object as JSON', '{"key": "value"}');
  return { value: text };
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

// The spellings of YAML 1.2's core schema, which other runners use for boolean inputs too.
const booleans = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

function parseInteger(text: string): number | undefined {
  return /^-?(?:0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

function parseNumber(text: string): number | undefined {
  const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(text)
    ? Number(text)
    : undefined;
  return Number.isFinite(number) ? number : undefined;
}
