import type {
  CasesField,
  EnumField,
  Field,
  Fields,
  ListField,
  MapField,
  NumberField,
  StringField,
} from './field.ts';
import { formats } from './format.ts';
import type { Manifest } from './manifest.ts';
import { mayBeAbsent, mayBeOmitted } from './presence.ts';
import type { Trait } from './trait.ts';
import type { Language } from './words.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

interface Style {
  readonly language: Language;
  /** For editors of pipelines: an expression may stand anywhere, and what has a source may be left out. */
  readonly authored: boolean;
}

const expression = { type: 'string', pattern: '(?<!\\$)\\$\\{\\{[\\s\\S]*\\}\\}' } as const;

/** The inputs in JSON Schema, for forms and for programs in other languages: literal values only. */
export function toJsonSchema(declared: Manifest | Trait, language: Language): JsonSchema {
  return document(declared, { language, authored: false });
}

/** What an author may write under `with:` in JSON Schema, for editors: `${{ … }}` may stand anywhere. */
export function authoringSchema(declared: Manifest | Trait, language: Language): JsonSchema {
  return document(declared, { language, authored: true });
}

/** The outputs in JSON Schema. */
export function outputsSchema(manifest: Manifest, language: Language): JsonSchema {
  const { additionalProperties, ...schema } = objectSchema(manifest.outputs, { language, authored: false });
  return {
    ...schema,
    additionalProperties: manifest.outputsFrom === undefined ? additionalProperties : { type: 'string' },
  };
}

function document(declared: Manifest | Trait, style: Style): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: declared.title[style.language],
    description: declared.help[style.language],
    ...objectSchema(declared.inputs, style),
  };
}

function objectSchema(fields: Fields, style: Style, named?: string) {
  const may = style.authored ? mayBeOmitted : mayBeAbsent;
  const needed = Object.entries(fields).filter(([, field]) => !may(field));
  const required = [...(named === undefined ? [] : ['case']), ...needed.map(([name]) => name)];
  const own = Object.entries(fields).map(
    ([name, field]) => [name, fieldSchema(field, style, !may(field))] as const,
  );
  return {
    type: 'object',
    properties: { ...(named !== undefined && { case: { const: named } }), ...Object.fromEntries(own) },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function fieldSchema(field: Field, style: Style, required = false): JsonSchema {
  const words = {
    ...(field.title && { title: field.title[style.language] }),
    ...(field.help && { description: field.help[style.language] }),
    ...('default' in field && field.default !== undefined && { default: field.default }),
    ...(field.deprecated && { deprecated: true, description: field.deprecated[style.language] }),
  };
  if (style.authored && 'secret' in field)
    return { ...words, ...expression, examples: ['${{ secrets.NAME }}'] };
  const literal = literalSchema(field, style, required);
  if (style.authored && 'literal' in field) return { ...words, ...literal, not: expression };
  if (!style.authored || isAnyText(literal)) return { ...words, ...literal };
  return { ...words, anyOf: [literal, expression] };
}

function isAnyText(schema: JsonSchema): boolean {
  return (
    schema.type === 'string' &&
    Object.keys(schema).every((key) => ['type', 'examples', 'minLength'].includes(key))
  );
}

function literalSchema(field: Field, style: Style, required: boolean): JsonSchema {
  if ('cases' in field) return casesSchema(field, style);
  if ('properties' in field) return objectSchema(field.properties, style);
  if ('additionalProperties' in field) return mapSchema(field, style);
  if ('items' in field) return listSchema(field, style);
  if ('secret' in field)
    return { type: 'string', writeOnly: true, minLength: Math.max(field.minLength ?? 0, required ? 1 : 0) };
  if ('enum' in field) return enumSchema(field, style);
  return field.type === 'string' ? textSchema(field, required) : amountSchema(field);
}

function casesSchema(field: CasesField, style: Style): JsonSchema {
  const may = style.authored ? mayBeOmitted : mayBeAbsent;
  const bare = Object.entries(field.cases).filter(([, { fields }]) => Object.values(fields).every(may));
  const full = Object.entries(field.cases).map(([name, { title, help, fields }]) => ({
    ...(title && { title: title[style.language] }),
    ...(help && { description: help[style.language] }),
    ...objectSchema(fields, style, name),
  }));
  return { oneOf: [...(bare.length > 0 ? [{ enum: bare.map(([name]) => name) }] : []), ...full] };
}

function mapSchema({ additionalProperties, keyPattern }: MapField, style: Style): JsonSchema {
  return {
    type: 'object',
    ...(keyPattern !== undefined && { propertyNames: { pattern: keyPattern } }),
    additionalProperties: fieldSchema(additionalProperties, style),
  };
}

function listSchema({ items, minItems, maxItems, uniqueItems }: ListField, style: Style): JsonSchema {
  return {
    type: 'array',
    items: fieldSchema(items, style),
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
    ...(uniqueItems !== undefined && { uniqueItems }),
  };
}

function enumSchema({ enum: choices, labels }: EnumField, { language }: Style): JsonSchema {
  const described = labels && {
    enumDescriptions: choices.map((choice) => labels[choice]?.[language] ?? choice),
  };
  return { type: 'string', enum: choices, ...described };
}

// Our formats are not those of JSON Schema (its `duration` is ISO 8601), so they stand in a keyword of their own.
function textSchema({ format, pattern, minLength, maxLength }: StringField, required: boolean): JsonSchema {
  const least = Math.max(minLength ?? 0, required ? 1 : 0);
  return {
    type: 'string',
    ...(least > 0 && { minLength: least }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern }),
    ...(format !== undefined && {
      'x-format': format,
      examples: formats[format].examples,
    }),
  };
}

function amountSchema(field: NumberField | Extract<Field, { type: 'boolean' }>): JsonSchema {
  if (field.type === 'boolean') return { type: 'boolean' };
  const { type, minimum, maximum } = field;
  return { type, ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}
