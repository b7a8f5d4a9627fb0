import type { EventSchema } from './schema.ts';

/** The first thing that is wrong with a value by a schema, as a sentence about its place; `undefined` if nothing is. */
export function schemaProblem(schema: EventSchema, value: unknown, place = ''): string | undefined {
  const rule = ruleOf(schema);
  if (!fits(schema, value)) return `${placeText(place)} must be ${rule}, got ${shown(value)}.`;
  if (schema.items !== undefined && Array.isArray(value)) {
    const items: readonly unknown[] = value;
    for (const [index, item] of items.entries()) {
      const problem = schemaProblem(schema.items, item, join(place, String(index)));
      if (problem !== undefined) return problem;
    }
  }
  return schema.properties === undefined || !isRecord(value)
    ? undefined
    : propertyProblem(schema, value, place);
}

/** The own value of a name: what an object inherits is never read. */
export function ownValue(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as an error shows it: texts cut, of objects and lists only the kind. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function propertyProblem(
  { properties = {}, required = [], additionalProperties }: EventSchema,
  value: Readonly<Record<string, unknown>>,
  place: string,
): string | undefined {
  const missing = required.find((name) => ownValue(value, name) === undefined);
  if (missing !== undefined) return `${placeText(join(place, missing))} must be given.`;
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (schema === undefined && additionalProperties === false) {
      return `${placeText(join(place, name.slice(0, 80)))} is not a field of an event.`;
    }
    const problem = schema && schemaProblem(schema, inner, join(place, name));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function fits({ type, enum: choices }: EventSchema, value: unknown): boolean {
  if (choices !== undefined) return typeof value === 'string' && choices.includes(value);
  if (type === undefined) return true;
  if (type === 'object') return isRecord(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isSafeInteger(value);
  return typeof value === type;
}

function ruleOf({ type, enum: choices }: EventSchema): string {
  if (choices !== undefined)
    return choices.length === 1 ? JSON.stringify(choices[0]) : `one of ${choices.join(', ')}`;
  if (type === 'array') return 'a list';
  if (type === 'object' || type === 'integer') return `an ${type}`;
  return type === 'boolean' ? 'true or false' : 'text';
}

function join(place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`;
}

function placeText(place: string): string {
  return place === '' ? 'The event' : `\`${place}\``;
}
