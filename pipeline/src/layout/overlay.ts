import type { Entry, MapNode, ScalarNode } from '../yaml/node.ts';

/** Objects laid over one another, key by key, each value replaced as a whole; the last one wins. */
export function layOver(base: MapNode, ...over: readonly (MapNode | undefined)[]): MapNode {
  const given = over.filter((node) => node !== undefined);
  if (given.length === 0) return base;
  const entries = new Map<string, Entry>(base.entries);
  for (const node of given) for (const [key, entry] of node.entries) entries.set(key, entry);
  return { ...base, entries };
}

/** Variables laid over one another; the last one wins. */
export function mergeEnv(
  ...levels: readonly (ReadonlyMap<string, ScalarNode> | undefined)[]
): ReadonlyMap<string, ScalarNode> {
  return new Map(levels.flatMap((level) => [...(level ?? [])]));
}

/** Names from every level, each once, in order. */
export function mergeNames(...levels: readonly (readonly string[] | undefined)[]): readonly string[] {
  return [...new Set(levels.flatMap((level) => level ?? []))];
}
