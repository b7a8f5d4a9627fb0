import { fieldSchemas } from './field-schema.ts';
import { categories, eventKinds, permissions } from './manifest.ts';

const text = { type: 'string', minLength: 1 } as const;
const words = { $ref: '#/$defs/words' } as const;
const name = { type: 'string', pattern: '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$', maxLength: 40 } as const;
const keyFile = { type: 'string', pattern: '^(?!/)(?!.*(?:^|/)\\.\\.(?:/|$)).+$' } as const;
const amounts = object({ cpu: { type: 'string' }, memory: { type: 'string' } });
const example = object({ title: words, with: { type: 'object' } }, ['title', 'with']);

const definitions = {
  words: object({ en: text, zh: text }, ['en', 'zh']),
  ...fieldSchemas,
};

/** The form of a manifest in JSON Schema, for templates that are written in another language. */
export const manifestSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Manifest of a Stepyard template',
  ...object(
    {
      $schema: text,
      manifest: { const: 1 },
      name,
      version: text,
      title: words,
      help: words,
      category: { enum: categories },
      keywords: { type: 'array', items: text },
      inputs: { $ref: '#/$defs/fields' },
      sections: { type: 'object', additionalProperties: words },
      outputs: { $ref: '#/$defs/fields' },
      outputsFrom: text,
      caches: {
        type: 'object',
        propertyNames: name,
        additionalProperties: object(
          {
            title: words,
            path: { type: 'string', pattern: '^/' },
            layered: { const: true },
            keyFiles: { type: 'array', items: keyFile, minItems: 1 },
          },
          ['title'],
        ),
      },
      permissions: { type: 'array', items: { enum: permissions }, uniqueItems: true },
      network: { type: 'array', items: text },
      events: { type: 'array', items: { enum: eventKinds }, minItems: 1 },
      repeatable: { type: 'boolean' },
      volatile: { type: 'array', items: text },
      wait: object({ kind: { const: 'decision' }, approvers: text, deadline: text, form: text }, [
        'kind',
        'approvers',
        'deadline',
      ]),
      provides: { const: 'source' },
      tools: {
        type: 'array',
        items: object({ name: text, version: text, optional: { const: true } }, ['name']),
      },
      variants: object(
        {
          input: text,
          default: text,
          images: {
            type: 'object',
            additionalProperties: object(
              { suffix: name, tools: { type: 'object', additionalProperties: text } },
              ['suffix', 'tools'],
            ),
          },
        },
        ['input', 'default', 'images'],
      ),
      anyImage: object(
        {
          input: text,
          cases: {
            type: 'object',
            additionalProperties: object({ text, path: text, name: text, language: text }),
          },
          languages: { type: 'object', additionalProperties: { type: 'array', items: text, minItems: 1 } },
          endings: { type: 'object', additionalProperties: text },
          args: text,
          outputs: text,
          without: { type: 'array', items: text },
        },
        ['input', 'cases', 'languages', 'endings'],
      ),
      resources: object({ requests: amounts, limits: amounts }),
      deprecated: object(
        { since: text, message: words, use: name, removal: { type: 'string', format: 'date' } },
        ['since', 'message'],
      ),
      examples: { type: 'array', items: example },
    },
    [
      'manifest',
      'name',
      'version',
      'title',
      'help',
      'category',
      'inputs',
      'outputs',
      'repeatable',
      'examples',
    ],
  ),
  $defs: definitions,
} as const;

/** The form of a trait in JSON Schema. */
export const traitSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A Stepyard trait',
  ...object(
    {
      $schema: text,
      trait: { const: 1 },
      name,
      title: words,
      help: words,
      owner: { enum: ['dev', 'ops', 'infra'] },
      appliesTo: object({
        templates: { type: 'array', items: name },
        categories: { type: 'array', items: { enum: categories } },
        workloads: { type: 'array', items: { type: 'string' } },
      }),
      conflictsWith: { type: 'array', items: name },
      claims: { type: 'array', items: text },
      inputs: { $ref: '#/$defs/fields' },
      examples: { type: 'array', items: example },
    },
    ['trait', 'name', 'title', 'help', 'claims', 'inputs', 'examples'],
  ),
  $defs: definitions,
} as const;

function object<P extends object>(properties: P, required: readonly string[] = []) {
  return { type: 'object', properties, required, additionalProperties: false } as const;
}
