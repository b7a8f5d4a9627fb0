import { validate } from '@cfworker/json-schema';
import type { Manifest } from './manifest.ts';
import { checkExamples } from './manifest-rules/examples.ts';
import { checkFieldSet } from './manifest-rules/fields.ts';
import { checkReferences } from './manifest-rules/references.ts';
import { manifestSchema, traitSchema } from './manifest-schema.ts';
import type { Trait } from './trait.ts';

/** All that is wrong with a manifest, one sentence each; of JSON from anywhere. */
export function manifestProblems(value: unknown): string[] {
  const form = formProblems(value, manifestSchema);
  if (form.length > 0 || !isOfForm(value, form)) return form;
  return [
    ...checkFieldSet('inputs', value.inputs, Object.keys(value.sections ?? {})),
    ...checkFieldSet('outputs', value.outputs, []),
    ...checkReferences(value),
    ...checkExamples(value),
  ];
}

/** All that is wrong with a trait, one sentence each. */
export function traitProblems(value: unknown): string[] {
  const form = formProblems(value, traitSchema);
  if (form.length > 0 || !isTraitForm(value, form)) return form;
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

const vague = new Set([
  'properties',
  'additionalProperties',
  'items',
  'if',
  '$ref',
  'allOf',
  'propertyNames',
]);

function formProblems(value: unknown, schema: object): string[] {
  const foreign = foreignPlaces(value, []).map((place) => `\`${place}\`: Only plain data may stand here.`);
  if (foreign.length > 0) return foreign;
  const { errors } = validate(value, { ...schema }, '2020-12', undefined, false);
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

function isOfForm(_value: unknown, problems: readonly string[]): _value is Manifest {
  return problems.length === 0;
}

function isTraitForm(_value: unknown, problems: readonly string[]): _value is Trait {
  return problems.length === 0;
}
