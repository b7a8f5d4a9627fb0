import type { Field } from './field.ts';

/** Says whether a step can start without a value for the field. */
export function mayBeAbsent(field: Field): boolean {
  return field.optional === true || ('default' in field && field.default !== undefined);
}

/** Says whether an author may leave the field out: it may be absent, or an event or earlier task gives it. */
export function mayBeOmitted(field: Field): boolean {
  return mayBeAbsent(field) || field.from !== undefined;
}

/** Says whether a value of the field can hold a secret, at any depth. */
export function holdsSecret(field: Field): boolean {
  if ('secret' in field) return true;
  return fieldsWithin(field).some(holdsSecret);
}

/** The fields directly within a field. */
export function fieldsWithin(field: Field): readonly Field[] {
  if ('cases' in field) return Object.values(field.cases).flatMap((one) => Object.values(one.fields));
  if ('properties' in field) return Object.values(field.properties);
  if ('items' in field) return [field.items];
  if ('additionalProperties' in field) return [field.additionalProperties];
  return [];
}
