import { meant } from '../suggest.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { label, type Read, type Reader, refuse, refuseType, type Shape, within } from './shape.ts';

type Keys = Readonly<Record<string, Shape<unknown>>>;

/** What an object shape reads: each key if it was given and is right, and the node for places. */
export type ObjectOf<K> = { readonly [N in keyof K]?: Read<K[N]> } & { readonly node: MapNode };

/** An object with these keys and no others. */
export function object<K extends Keys>(keys: K, wants = 'an object'): Shape<ObjectOf<K>> {
  const names = Object.keys(keys);
  return {
    wants,
    schema: (context) => ({
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, keys[name]?.schema(context)])),
      required: names.filter((name) => keys[name]?.required),
      additionalProperties: false,
    }),
    read: (node, reader) => {
      if (node.kind !== 'map') return refuseType(reader, node, wants, `It may have ${listKeys(names)}.`);
      const values: Record<string, unknown> = {};
      const meant = new Set<string>();
      for (const [name, { key, value }] of node.entries) {
        const shape = Object.hasOwn(keys, name) ? keys[name] : undefined;
        if (shape === undefined) meant.add(refuseKey(within(reader, name), key, name, names, node));
        else {
          const read = shape.read(value, within(reader, name));
          if (read !== undefined) values[name] = read;
        }
      }
      for (const name of names) {
        if (keys[name]?.required && !node.entries.has(name) && !meant.has(name))
          refuseMissing(within(reader, name), node, name, keys[name]);
      }
      // Each value was read by the shape of its key, which a record of all keys cannot say.
      return { ...(values as { [N in keyof K]?: Read<K[N]> }), node };
    },
  };
}

/** A list of things of one shape; those that are wrong are left out. */
export function list<T>(items: Shape<T>, most = 1000): Shape<readonly T[]> {
  const wants = 'a list';
  return {
    wants,
    schema: (context) => ({ type: 'array', items: items.schema(context) }),
    read: (node, reader) => {
      if (node.kind !== 'list')
        return refuseType(reader, node, wants, `Write ${wants}; each item is ${items.wants}.`);
      if (node.items.length > most) {
        const message = `${label(reader)} must have at most ${most} items, got ${node.items.length}.`;
        return refuse(reader, node.at, 'too-large', message, 'Split it.');
      }
      return node.items.flatMap((item, index) => {
        const read = items.read(item, within(reader, index));
        return read === undefined ? [] : [read];
      });
    },
  };
}

export interface MapRule {
  readonly pattern: RegExp;
  /** Completes "A key of `env` must be". */
  readonly wants: string;
}

/** An object whose keys the author chooses. */
export function mapOf<T>(values: Shape<T>, rule: MapRule): Shape<ReadonlyMap<string, T>> {
  const wants = 'an object';
  return {
    wants,
    schema: (context) => ({
      type: 'object',
      propertyNames: { pattern: rule.pattern.source },
      additionalProperties: values.schema(context),
    }),
    read: (node, reader) => {
      if (node.kind !== 'map')
        return refuseType(reader, node, wants, `Write names, each with ${values.wants}.`);
      const read = new Map<string, T>();
      for (const [name, { key, value }] of node.entries) {
        const inner = within(reader, name);
        if (!rule.pattern.test(name) || forbidden.has(name)) {
          const message = `A key of ${label(reader)} must be ${rule.wants}, got ${JSON.stringify(name)}.`;
          refuse(inner, key, 'invalid-value', message, 'Rename it.');
          continue;
        }
        const found = values.read(value, inner);
        if (found !== undefined) read.set(name, found);
      }
      return read;
    },
  };
}

/** Several ways to write one thing, told apart by what kind of value stands there. */
export function either<S = never, L = never, M = never>(ways: {
  readonly scalar?: Shape<S>;
  readonly list?: Shape<L>;
  readonly map?: Shape<M>;
}): Shape<S | L | M> {
  const given = [ways.scalar, ways.list, ways.map].filter((way) => way !== undefined);
  const wants = given.map((way) => way.wants).join(' or ');
  return {
    wants,
    schema: (context) => ({ anyOf: given.map((way) => way.schema(context)) }),
    read: (node, reader) => {
      const way = ways[node.kind];
      return way === undefined ? refuseType(reader, node, wants) : way.read(node, reader);
    },
  };
}

/** A shape that may also be left empty, as in `push:`. */
export function orEmpty<T>(shape: Shape<T>, empty: (node: Node) => T): Shape<T> {
  return {
    ...shape,
    schema: (context) => ({ anyOf: [{ type: 'null' }, shape.schema(context)] }),
    read: (node, reader) =>
      node.kind === 'scalar' && node.value === null ? empty(node) : shape.read(node, reader),
  };
}

/** Turns what a shape reads into something else. */
export function mapped<A, B>(shape: Shape<A>, to: (value: A, node: Node) => B): Shape<B> {
  return {
    ...shape,
    read: (node, reader) => {
      const value = shape.read(node, reader);
      return value === undefined ? undefined : to(value, node);
    },
  };
}

const forbidden = new Set(['__proto__', 'prototype', 'constructor']);

function refuseKey(
  reader: Reader,
  at: MapNode['at'],
  name: string,
  names: readonly string[],
  node: MapNode,
): string {
  const close = meant(
    name,
    names.filter((known) => !node.entries.has(known)),
  );
  const parent = label({ ...reader, path: reader.path.slice(0, -1) });
  refuse(
    reader,
    at,
    'unknown-key',
    `${parent} must not have a key \`${name}\`.`,
    close === undefined ? `It may have ${listKeys(names)}.` : `Did you mean \`${close}\`?`,
  );
  return close ?? '';
}

function refuseMissing(reader: Reader, node: MapNode, name: string, shape: Shape<unknown>): void {
  const parent = label({ ...reader, path: reader.path.slice(0, -1) });
  refuse(
    reader,
    node.at,
    'missing-key',
    `${parent} must have a key \`${name}\`.`,
    `Add \`${name}:\` with ${shape.wants}.`,
  );
}

function listKeys(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
