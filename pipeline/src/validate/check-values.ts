import type { Field, Fields } from '@stepyard/catalog';
import { hasExpression } from '../expression/text.ts';
import type { PipelineProblem } from '../plan.ts';
import type { MapNode, Node, ScalarNode } from '../yaml/node.ts';
import { checkText, type Found, type TextPlace } from './check-text.ts';

export type ValuePlace = Omit<TextPlace, 'label' | 'path' | 'secrets' | 'wants'>;

/** Checks the expressions in the inputs of a template or trait, each against the field that it fills. */
export function checkValues(
  fields: Fields,
  node: MapNode,
  place: ValuePlace,
  problems: PipelineProblem[],
  path: readonly (string | number)[] = [],
): readonly Found[] {
  return [...node.entries].flatMap(([name, { value }]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return checkValue(field, value, [...path, name], place, problems);
  });
}

function checkValue(
  field: Field | undefined,
  node: Node,
  path: readonly (string | number)[],
  place: ValuePlace,
  problems: PipelineProblem[],
): readonly Found[] {
  switch (node.kind) {
    case 'scalar':
      return checkScalar(field, node, path, place, problems);
    case 'list': {
      const items = field !== undefined && 'items' in field ? field.items : undefined;
      return node.items.flatMap((item, index) => checkValue(items, item, [...path, index], place, problems));
    }
    case 'map':
      return [...node.entries].flatMap(([key, { value }]) =>
        checkValue(fieldWithin(field, node, key), value, [...path, key], place, problems),
      );
  }
}

function checkScalar(
  field: Field | undefined,
  node: ScalarNode,
  path: readonly (string | number)[],
  place: ValuePlace,
  problems: PipelineProblem[],
): readonly Found[] {
  if (typeof node.value !== 'string' || !hasExpression(node.value)) return [];
  if (field !== undefined && 'literal' in field) return [];
  const label = labelOf(path);
  const secrets = field !== undefined && 'secret' in field ? 'value' : 'refused';
  return checkText(
    node,
    node.value,
    { ...place, label, path, secrets, wants: field ?? 'anything' },
    problems,
  );
}

/** The field of a key within an object, a map or the chosen case. */
export function fieldWithin(field: Field | undefined, node: MapNode, key: string): Field | undefined {
  if (field === undefined) return undefined;
  if ('properties' in field) return own(field.properties, key);
  if ('additionalProperties' in field) return field.additionalProperties;
  if (!('cases' in field)) return undefined;
  const chosen = node.entries.get('case')?.value;
  if (chosen?.kind !== 'scalar' || typeof chosen.value !== 'string') return undefined;
  const one = own(field.cases, chosen.value);
  return one && own(one.fields, key);
}

function own<T>(of: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}

function labelOf(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}
