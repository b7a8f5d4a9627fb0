import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isObject, readRecord } from '../../json-record.ts';
import type { CacheEntry, CacheFilter, CacheFreed, CacheStore, CacheUse } from '../cache-backend.ts';
import type { CacheIdentity } from '../cache-place.ts';
import type { Discard } from '../discard.ts';
import { collectLayers, oldLayers } from '../overlay/collect-layers.ts';
import { trusts } from '../trust.ts';
import { allEntries, cacheDirectories } from './all-entries.ts';
import { boundTo, layerIds, namesIn, type StoredEntry, usesOf } from './entry.ts';
import { pinnedEntries } from './held.ts';
import { hasSpare } from './spare.ts';

/** Attempts end within days; a copy that is held for longer belongs to none. */
const heldMs = 7 * 24 * 3_600_000;

/** Entries are made and replaced within minutes; what is half done for longer was left by a crash. */
const draftMs = 3_600_000;

interface ListedEntry {
  readonly entry: StoredEntry;
  readonly listed: CacheEntry;
  /** With the spare copy. */
  readonly onDisk: number;
}

/** What people do with the entries of a root. */
export function createDirectoryStore(root: string, discard: Discard): CacheStore {
  function all(filter: CacheFilter = {}): ListedEntry[] {
    return allEntries(root)
      .filter(({ record }) => matches(record, filter))
      .map((entry) => toListed(entry))
      .sort((a, b) => b.listed.usedAt - a.listed.usedAt);
  }

  async function drop(chosen: readonly ListedEntry[]): Promise<CacheFreed> {
    const pinned = pinnedEntries(root);
    const entries = chosen.filter(({ entry }) => !pinned.has(entry.directory));
    for (const { entry } of entries) {
      discard.later(entry.directory);
      discard.ifEmpty(dirname(entry.directory));
    }
    collectLayers(
      root,
      entries.flatMap(({ entry }) => layerIds(entry)),
      discard,
    );
    await discard.idle();
    return { entries: entries.length, bytes: entries.reduce((sum, { onDisk }) => sum + onDisk, 0) };
  }

  return {
    list: async (filter) => all(filter).map(({ listed }) => listed),

    async uses(filter = {}) {
      const bytes = new Map<string, number>();
      for (const { entry, listed } of all(filter)) {
        const cache = dirname(dirname(entry.directory));
        bytes.set(cache, (bytes.get(cache) ?? 0) + listed.bytes);
      }
      return cacheDirectories(root).flatMap((directory): CacheUse[] => {
        const identity = readRecord(join(directory, 'cache.json'));
        if (!isIdentity(identity) || !matches(identity, filter)) return [];
        const [reads, writes] = [usesOf(directory, 'reads').count, usesOf(directory, 'writes').count];
        const bound = boundTo(directory);
        const used = { reads, writes, bytes: bytes.get(directory) ?? 0 };
        return [{ ...identity, ...used, ...(bound && { boundTo: bound }) }];
      });
    },

    clear: async (filter) => drop(all(filter)),

    async prune({ unusedMs = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = {}) {
      for (const path of [...staleHeld(root), ...staleDrafts(root)]) discard.later(path);
      collectLayers(root, oldLayers(root), discard);
      const entries = all();
      let size = 0;
      const counted = new Set<string>();
      const first = entries.findIndex(({ entry, onDisk, listed }) => {
        size += onDisk;
        // Layers are on the disk once, however many entries have them.
        for (const { id, bytes } of entry.record.layers ?? []) {
          if (counted.has(id)) size -= bytes;
          counted.add(id);
        }
        return size > maxBytes || Date.now() - listed.usedAt > unusedMs;
      });
      return drop(first === -1 ? [] : entries.slice(first));
    },
  };
}

function toListed(entry: StoredEntry): ListedEntry {
  const { sum, since, layers, executor, ...record } = entry.record;
  const { count, at } = usesOf(entry.directory, 'reads');
  const usedAt = Math.max(record.createdAt, at);
  const onDisk = record.bytes * (hasSpare(entry.directory) ? 2 : 1);
  return {
    entry,
    onDisk,
    listed: { ...record, backend: layers === undefined ? 'directory' : 'overlay', usedAt, reads: count },
  };
}

function staleHeld(root: string): string[] {
  const held = join(root, 'held');
  return olderThan(
    heldMs,
    namesIn(held).map((name) => join(held, name)),
  );
}

function staleDrafts(root: string): string[] {
  const scopes = cacheDirectories(root).flatMap((directory) => trusts.map((trust) => join(directory, trust)));
  const drafts = scopes.flatMap((scope) => namesIn(scope).map((name) => join(scope, name)));
  return olderThan(
    draftMs,
    drafts.filter((path) => basename(path).startsWith('.')),
  );
}

function olderThan(milliseconds: number, paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat !== undefined && Date.now() - stat.mtimeMs > milliseconds;
  });
}

function matches(identity: CacheIdentity, { project, pipeline, template, cache }: CacheFilter): boolean {
  const own = 'pipeline' in identity.space ? identity.space.pipeline : undefined;
  return (
    (project === undefined || project === identity.project) &&
    (pipeline === undefined || pipeline === own) &&
    (template === undefined || template === identity.template) &&
    (cache === undefined || cache === identity.cache)
  );
}

function isIdentity(value: unknown): value is CacheIdentity {
  if (!isObject(value) || !isObject(value.space)) return false;
  return [value.project, value.template, value.cache].every((text) => typeof text === 'string');
}
