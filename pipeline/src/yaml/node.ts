import type { Position } from '../plan.ts';

/** A value of a YAML file with the place where it stands. */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  /** As written, where it is neither quoted nor a block: `1.10` is the number 1.1 and the text `1.10`. */
  readonly source: string | undefined;
  readonly at: Position;
  /** The place of every `${{` in the value, in order. */
  readonly expressions: readonly Position[];
  readonly size: 1;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly at: Position;
  readonly size: number;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly at: Position;
  readonly size: number;
}

export interface Entry {
  readonly key: Position;
  readonly value: Node;
}

/** The node at a path, or the last one on the way to it. */
export function nodeAt(node: Node, path: readonly (string | number)[]): Node {
  const [key, ...rest] = path;
  if (key === undefined) return node;
  const child =
    node.kind === 'map'
      ? node.entries.get(String(key))?.value
      : node.kind === 'list'
        ? node.items[Number(key)]
        : undefined;
  return child === undefined ? node : nodeAt(child, rest);
}

/** The place of a path: of its value, or of the nearest thing around it. */
export function positionAt(node: Node, path: readonly (string | number)[]): Position {
  return nodeAt(node, path).at;
}

/** The place of the key at a path, for what is said of the key and not of its value. */
export function keyAt(node: Node, path: readonly (string | number)[]): Position {
  const parent = nodeAt(node, path.slice(0, -1));
  const entry = parent.kind === 'map' ? parent.entries.get(String(path.at(-1))) : undefined;
  return entry?.key ?? positionAt(node, path);
}

/** The node as plain JSON. */
export function toJson(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toJson);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toJson(value)]));
  }
}

/** What a node is, in words for a message; long texts are cut. */
export function describeNode(node: Node): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'an object';
  const text = JSON.stringify(node.value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
