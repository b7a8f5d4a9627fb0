import type { Fields } from '@stepyard/catalog';
import { hasExpression } from '../expression/text.ts';
import type { Authored, AuthoredObject, Expression } from '../plan.ts';
import { plainText } from '../shape/scalars.ts';
import { writtenValues } from '../validate/written.ts';
import { type MapNode, type Node, type ScalarNode, toJson } from '../yaml/node.ts';

/** Says whether an authored value is an expression; an author's own object `{ expression: … }` is none. */
export function isExpression(value: unknown): value is Expression {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false;
  return 'expression' in value && typeof value.expression === 'string' && hasExpression(value.expression);
}

/** Inputs as a plan holds them, read by their fields. */
export function authoredInputs(fields: Fields, node: MapNode): AuthoredObject {
  const values = Object.entries(writtenValues(fields, node));
  return Object.fromEntries(values.map(([name, value]) => [name, authoredJson(value)]));
}

/** Any value as a plan holds it. */
export function authoredNode(node: Node): Authored {
  return authoredJson(toJson(node));
}

/** Variables as a plan holds them: texts as written, or expressions. */
export function authoredEnv(env: ReadonlyMap<string, ScalarNode>): Readonly<Record<string, Authored>> {
  return Object.fromEntries([...env].map(([name, node]) => [name, authoredJson(plainText(node) ?? '')]));
}

/** A JSON value with its expressions marked. */
export function authoredJson(value: unknown): Authored {
  if (typeof value === 'string') return hasExpression(value) ? { expression: value } : value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(authoredJson);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, authoredJson(one)]));
}
