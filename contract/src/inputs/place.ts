import type {
  BooleanField,
  CasesField,
  Field,
  Fields,
  ListField,
  MapField,
  ObjectField,
} from '@stepyard/catalog';
import { isRecord } from '../json.ts';

/**
 * A name under which something may be given: an input, a field of an object, the choice of a case or a
 * field of one. Fields of different cases may share a name; then `fields` has several.
 */
export interface Place {
  readonly path: readonly string[];
  readonly fields: readonly Field[];
}

/** All names of a set of inputs, by dotted path. */
export function inputPlaces(fields: Fields): ReadonlyMap<string, Place> {
  const places = new Map<string, { path: readonly string[]; fields: Field[] }>();
  const add = (parent: readonly string[], children: Fields): void => {
    for (const [name, field] of Object.entries(children)) {
      const path = [...parent, name];
      const place = places.get(path.join('.'));
      if (place === undefined) places.set(path.join('.'), { path, fields: [field] });
      else place.fields.push(field);
      for (const inner of innerFields(field)) add(path, inner);
    }
  };
  add([], fields);
  return places;
}

/** The secret texts in a value of the field; the value may be of any shape. */
export function secretTexts(field: Field, value: unknown): readonly string[] {
  if ('secret' in field) return typeof value === 'string' && value !== '' ? [value] : [];
  if (isList(field))
    return Array.isArray(value) ? value.flatMap((item) => secretTexts(field.items, item)) : [];
  if (!isRecord(value)) return [];
  if (isMap(field)) {
    return Object.values(value).flatMap((item) => secretTexts(field.additionalProperties, item));
  }
  return innerFields(field).flatMap((fields) => secretTextsOf(fields, value));
}

/** The secret texts in the values of several fields. */
export function secretTextsOf(fields: Fields, values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    Object.hasOwn(values, name) ? secretTexts(field, values[name]) : [],
  );
}

export function isCases(field: Field): field is CasesField {
  return 'cases' in field;
}

export function isObject(field: Field): field is ObjectField {
  return 'properties' in field;
}

export function isMap(field: Field): field is MapField {
  return 'additionalProperties' in field;
}

export function isList(field: Field): field is ListField {
  return 'items' in field;
}

export function isBoolean(field: Field): field is BooleanField {
  return field.type === 'boolean';
}

function innerFields(field: Field): readonly Fields[] {
  if (isObject(field)) return [field.properties];
  if (isCases(field)) return Object.values(field.cases).map((one) => one.fields);
  return [];
}
