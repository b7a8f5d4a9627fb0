import type { Field, Fields } from '@stepyard/catalog';
import { plainText } from '../shape/scalars.ts';
import { type MapNode, type Node, toJson } from '../yaml/node.ts';
import { fieldWithin } from './check-values.ts';

/** The inputs as JSON: what stands for a text is taken as written (`1.10` stays so), what is empty is not given. */
export function writtenValues(fields: Fields, node: MapNode): Record<string, unknown> {
  const values = [...node.entries].flatMap(([name, { value }]): [string, unknown][] => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return isEmpty(value) ? [] : [[name, writtenValue(field, value)]];
  });
  return Object.fromEntries(values);
}

function writtenValue(field: Field | undefined, node: Node): unknown {
  if (node.kind === 'scalar') {
    const text = field?.type === 'string' || (field !== undefined && 'cases' in field);
    return text ? (plainText(node) ?? node.value) : node.value;
  }
  if (field === undefined) return toJson(node);
  if (node.kind === 'list') {
    const items = 'items' in field ? field.items : undefined;
    return node.items.map((item) => writtenValue(items, item));
  }
  const values = [...node.entries].flatMap(([key, { value }]): [string, unknown][] => {
    const within = key === 'case' && 'cases' in field ? undefined : fieldWithin(field, node, key);
    return isEmpty(value) ? [] : [[key, writtenValue(within, value)]];
  });
  return Object.fromEntries(values);
}

function isEmpty(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null;
}
