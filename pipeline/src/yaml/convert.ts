import { isAlias, isMap, isNode, isScalar, isSeq, type Pair, type Scalar, type Node as YamlNode } from 'yaml';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import type { Entry, MapNode, Node, ScalarNode } from './node.ts';

/** Most values that a file may have once its aliases are followed. */
export const valueLimit = 50_000;
/** Deepest nesting of lists and objects. */
export const depthLimit = 40;

export interface Source {
  readonly text: string;
  readonly at: (offset: number) => Position;
  readonly problems: PipelineProblem[];
}

interface Converter extends Source {
  readonly anchors: Map<string, Node>;
  depth: number;
  values: number;
  /** Said once. */
  full: boolean;
}

/** Turns the library's nodes into ours, following aliases without copying what they stand for. */
export function convert(node: YamlNode, source: Source): Node {
  return convertNode(node, { ...source, anchors: new Map(), depth: 0, values: 0, full: false });
}

function convertNode(node: YamlNode, converter: Converter): Node {
  const at = converter.at(node.range?.[0] ?? 0);
  if (node.tag !== undefined && !isAlias(node)) {
    say(
      converter,
      at,
      'tag-refused',
      `A value must have no tag, got ${JSON.stringify(node.tag.replace('tag:yaml.org,2002:', '!!'))}.`,
      'Remove it; the type of a value follows from where it stands.',
    );
  }
  if (isAlias(node)) return follow(node.source, at, converter);
  const converted = convertValue(node, at, converter);
  count(1, at, converter);
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
    converter.anchors.set(node.anchor, converted);
  }
  return converted;
}

function convertValue(node: YamlNode, at: Position, converter: Converter): Node {
  if (isScalar(node)) return convertScalar(node, at, converter);
  if (!isMap(node) && !isSeq(node)) return blank(at);
  if (converter.depth >= depthLimit) {
    say(
      converter,
      at,
      'too-large',
      `Values must nest at most ${depthLimit} levels deep.`,
      'Nest them less deeply.',
    );
    return blank(at);
  }
  converter.depth += 1;
  const converted = isMap(node)
    ? convertMap(node.items, at, converter)
    : convertList(node.items, at, converter);
  converter.depth -= 1;
  return converted;
}

function convertList(items: readonly unknown[], at: Position, converter: Converter): Node {
  const nodes = items.map((item) => (isNode(item) ? convertNode(item, converter) : blank(at)));
  return { kind: 'list', items: nodes, at, size: sizeOf(nodes) };
}

function convertMap(pairs: readonly Pair<unknown, unknown>[], at: Position, converter: Converter): MapNode {
  const entries = new Map<string, Entry>();
  const merged: Node[] = [];
  for (const pair of pairs) {
    if (!isNode(pair.key)) continue;
    const key = converter.at(pair.key.range?.[0] ?? 0);
    const name = keyName(pair.key);
    if (name === undefined) {
      say(converter, key, 'wrong-type', 'A key must be a text.', 'Write a name before the colon.');
      continue;
    }
    const value = isNode(pair.value) ? convertNode(pair.value, converter) : blank(key);
    if (name === '<<') merged.push(value);
    else if (entries.has(name)) {
      const first = entries.get(name)?.key.line;
      say(
        converter,
        key,
        'duplicate-key',
        `A key must stand once in an object, but \`${name}\` stands in line ${first} too.`,
        'Remove one of the two.',
      );
    } else entries.set(name, { key, value });
  }
  for (const node of merged) merge(entries, node, converter);
  return { kind: 'map', entries, at, size: sizeOf([...entries.values()].map(({ value }) => value)) };
}

function merge(entries: Map<string, Entry>, node: Node, converter: Converter): void {
  const sources = node.kind === 'list' ? node.items : [node];
  for (const source of sources) {
    if (source.kind !== 'map') {
      say(
        converter,
        source.at,
        'wrong-type',
        '`<<` must be followed by an alias of an object.',
        'Write `<<: *NAME`, where `&NAME` stands before an object.',
      );
      continue;
    }
    for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry);
  }
}

function convertScalar(node: Scalar, at: Position, converter: Converter): ScalarNode {
  const { value } = node;
  const known =
    value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string';
  const source = node.type === 'PLAIN' ? node.source : undefined;
  return {
    kind: 'scalar',
    value: known ? value : String(value),
    source,
    at,
    expressions: typeof value === 'string' && value.includes('${{') ? expressionsIn(node, converter) : [],
    size: 1,
  };
}

function expressionsIn(node: Scalar, converter: Converter): Position[] {
  const [start, end] = node.range ?? [0, 0];
  const found: Position[] = [];
  for (let at = converter.text.indexOf('${{', start); at >= 0 && at < end; ) {
    found.push(converter.at(at));
    at = converter.text.indexOf('${{', at + 3);
  }
  return found;
}

function follow(anchor: string, at: Position, converter: Converter): Node {
  const node = converter.anchors.get(anchor);
  if (node === undefined) {
    say(
      converter,
      at,
      'unknown-anchor',
      `An alias must follow the anchor that it names, but there is no \`&${anchor}\` before it.`,
      'Write the anchor first, or quote a text that starts with *.',
    );
    return blank(at);
  }
  return count(node.size, at, converter) ? node : blank(at);
}

function count(values: number, at: Position, converter: Converter): boolean {
  converter.values += values;
  if (converter.values <= valueLimit) return true;
  if (!converter.full) {
    say(
      converter,
      at,
      'too-large',
      `A file must have at most ${valueLimit} values, those behind aliases counted each time.`,
      'Use fewer aliases, or move parts to files under `include`.',
    );
  }
  converter.full = true;
  return false;
}

function keyName(key: YamlNode): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === 'string') return key.value;
  return key.type === 'PLAIN' && key.source !== '' ? key.source : undefined;
}

function blank(at: Position): ScalarNode {
  return { kind: 'scalar', value: null, source: '', at, expressions: [], size: 1 };
}

function sizeOf(nodes: readonly Node[]): number {
  return nodes.reduce((total, node) => total + node.size, 1);
}

function say(converter: Converter, at: Position, rule: string, message: string, hint: string): void {
  converter.problems.push(problem({ at, rule, message, hint }));
}
