import { formats } from './format.ts';

const text = { type: 'string', minLength: 1 } as const;
const words = { $ref: '#/$defs/words' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const field = { $ref: '#/$defs/field' } as const;
const fields = { $ref: '#/$defs/fields' } as const;
const labels = { type: 'object', additionalProperties: words } as const;

const annotations = {
  type: true,
  title: words,
  help: words,
  placeholder: words,
  section: text,
  owner: { enum: ['dev', 'ops', 'infra'] },
  advanced: { const: true },
  widget: {
    enum: ['text', 'textarea', 'code', 'select', 'radio', 'switch', 'picker', 'file', 'password'],
  },
  from: { type: 'string', pattern: '^(?:event(?:\\.[A-Za-z]+)+|tasks\\.[a-z][a-z-]*)$' },
  options: {
    type: 'object',
    properties: { source: text, dependsOn: { type: 'array', items: text } },
    required: ['source'],
    additionalProperties: false,
  },
  connection: text,
  optional: { const: true },
  deprecated: words,
} as const;

const kinds = {
  text: only({
    format: { enum: Object.keys(formats) },
    pattern: text,
    minLength: count,
    maxLength: count,
    literal: { const: true },
    default: { type: 'string' },
  }),
  secret: only({ secret: { const: true }, writeOnly: { const: true }, minLength: count }, ['writeOnly']),
  choice: only({
    enum: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
    labels,
    default: { type: 'string' },
  }),
  number: only({ minimum: { type: 'number' }, maximum: { type: 'number' }, default: { type: 'number' } }),
  boolean: only({ default: { type: 'boolean' } }),
  list: only(
    {
      items: field,
      minItems: count,
      maxItems: count,
      uniqueItems: { type: 'boolean' },
      default: { type: 'array' },
    },
    ['items'],
  ),
  map: only({ additionalProperties: field, keyPattern: text, default: { type: 'object' } }),
  object: only({ properties: fields, default: { type: 'object' } }, ['properties']),
  cases: only({
    cases: {
      type: 'object',
      minProperties: 1,
      additionalProperties: {
        type: 'object',
        properties: { title: words, help: words, fields },
        required: ['fields'],
        additionalProperties: false,
      },
    },
    default: { type: 'string' },
  }),
} as const;

const choose = [
  [{ properties: { type: { enum: ['integer', 'number'] } } }, kinds.number],
  [{ properties: { type: { const: 'boolean' } } }, kinds.boolean],
  [{ properties: { type: { const: 'array' } } }, kinds.list],
  [{ properties: { type: { const: 'object' } }, required: ['cases'] }, kinds.cases],
  [{ properties: { type: { const: 'object' } }, required: ['additionalProperties'] }, kinds.map],
  [{ properties: { type: { const: 'object' } } }, kinds.object],
  [{ required: ['secret'] }, kinds.secret],
  [{ required: ['enum'] }, kinds.choice],
] as const;

/** Definitions that a schema of manifests needs: one field by its kind, and a set of named fields. */
export const fieldSchemas = {
  fields: {
    type: 'object',
    additionalProperties: { allOf: [field, { required: ['title'] }] },
  },
  field: {
    type: 'object',
    required: ['type'],
    properties: { type: { enum: ['string', 'integer', 'number', 'boolean', 'array', 'object'] } },
    ...choose.reduceRight<object>(
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      (otherwise, [when, kind]) => ({ if: when, then: kind, else: otherwise }),
      kinds.text,
    ),
  },
} as const;

function only<P extends object>(properties: P, required: readonly string[] = []) {
  return { properties: { ...annotations, ...properties }, required, additionalProperties: false } as const;
}
