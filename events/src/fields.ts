import { type EventSchema, eventSchema } from './schema.ts';
import { outsidersFields } from './untrusted.ts';

/** A field that an expression over `event` can name. */
export interface EventField {
  /** Dotted, below `event`. */
  readonly path: string;
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'boolean' | 'any';
  readonly choices?: readonly string[];
  /** In some events an outsider chooses its text. */
  readonly untrusted: boolean;
}

/** All fields of events, objects before what is in them. */
export const eventFields: readonly EventField[] = flatten(eventSchema, '');

function flatten({ properties = {} }: EventSchema, parent: string): readonly EventField[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = parent === '' ? name : `${parent}.${name}`;
    const field: EventField = {
      path,
      type: schema.type ?? 'any',
      ...(schema.enum !== undefined && { choices: schema.enum }),
      untrusted: outsidersFields().some((one) => path === one || path.startsWith(`${one}.`)),
    };
    return [field, ...flatten(schema, path)];
  });
}
