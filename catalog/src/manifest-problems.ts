import { Validator } from '@cfworker/json-schema';
import type { Manifest } from './manifest.ts';
import { checkExamples } from './manifest-rules/examples.ts';
import { checkFieldSet } from './manifest-rules/fields.ts';
import { checkReferences } from './manifest-rules/references.ts';
import { manifestSchema, traitSchema } from './manifest-schema.ts';
import type { Trait } from './trait.ts';

/** All that is wrong with a manifest, one sentence each; of JSON from anywhere. */
export function manifestProblems(value: unknown): string[] {
  if (!isManifest(value)) return formProblems(value, manifestForm);
  return [
    ...checkFieldSet('inputs', value.inputs, Object.keys(value.sections ?? {})),
    ...checkFieldSet('outputs', value.outputs, []),
    ...checkReferences(value),
    ...checkExamples(value),
  ];
}

/** All that is wrong with a trait, one sentence each. */
export function traitProblems(value: unknown): string[] {
  if (!isTrait(value)) return formProblems(value, traitForm);
  return [...checkFieldSet('inputs', value.inputs, []), ...checkExamples(value)];
}

/** Throws, naming everything that is wrong, unless the value is a manifest by whose word all can go. */
export function assertManifest(value: unknown): asserts value is Manifest {
  refuse('manifest', value, manifestProblems(value));
}

/** Throws, naming everything that is wrong, unless the value is a trait. */
export function assertTrait(value: unknown): asserts value is Trait {
  refuse('trait', value, traitProblems(value));
}

function refuse(kind: string, value: unknown, problems: readonly string[]) {
  if (problems.length === 0) return;
  const named = typeof value === 'object' && value !== null && 'name' in value ? ` of \`${value.name}\`` : '';
  throw new Error(`The ${kind}${named} is wrong:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}

function isManifest(value: unknown): value is Manifest {
  return formProblems(value, manifestForm).length === 0;
}

function isTrait(value: unknown): value is Trait {
  return formProblems(value, traitForm).length === 0;
}

const manifestForm = formOf(manifestSchema);
const traitForm = formOf(traitSchema);

function formOf(schema: object): Validator {
  return new Validator({ ...schema }, '2020-12', false);
}

/** Keywords whose errors only say that there is one further within. */
const vague = new Set([
  'properties',
  'additionalProperties',
  'items',
  'if',
  '$ref',
  'allOf',
  'propertyNames',
]);

function formProblems(value: unknown, form: Validator): string[] {
  const foreign = foreignPlaces(value, []).map((place) => `\`${place}\`: Only plain data may stand here.`);
  if (foreign.length > 0) return foreign;
  const { errors } = form.validate(value);
  const found = errors
    .filter(({ keyword }) => !vague.has(keyword))
    .map(({ instanceLocation, keyword, error }) => {
      const place = instanceLocation.replace(/^#\/?/, '').replaceAll('/', '.') || 'manifest';
      return `\`${place}\`: ${keyword === 'false' ? 'Not known here.' : error}`;
    });
  return [...new Set(found)];
}

/** Where something stands that JSON cannot carry. */
function foreignPlaces(value: unknown, path: readonly string[]): string[] {
  if (value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return [];
  if (typeof value !== 'object') return [path.join('.') || 'manifest'];
  return Object.entries(value).flatMap(([key, inner]) => foreignPlaces(inner, [...path, key]));
}
