import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Trust } from '@stepyard/events';
import { isObject, readRecord, writeRecord } from '../../json-record.ts';
import { bootId } from '../boot-id.ts';
import type { CacheEntry, CacheRequest, CacheUse } from '../cache-backend.ts';
import { isLayer, type Layer } from '../overlay/layer.ts';
import type { KeptTree } from '../tree/tree-work.ts';
import { isTrust } from '../trust.ts';

/** `entry.json`: kept content and who wrote it. */
export interface EntryRecord extends Omit<CacheEntry, 'backend' | 'usedAt' | 'reads'> {
  /** SHA-256 of the manifest's file. */
  readonly sum: string;
  readonly since: number;
  /** What an overlay is made of, the lowest first; an entry without is one plain tree. */
  readonly layers?: readonly Layer[];
  /** Where the layers were written: whose users they belong to. */
  readonly executor?: string;
}

/** An entry in its directory: `<cache>/<trust>/<id>`. */
export interface StoredEntry {
  readonly directory: string;
  readonly record: EntryRecord;
}

/** The entries of one scope of a cache; what is damaged, or was put there by hand, is none. */
export function readScope(cacheDirectory: string, trust: Trust): StoredEntry[] {
  const scope = join(cacheDirectory, trust);
  return namesIn(scope).flatMap((name) => {
    if (name.startsWith('.')) return [];
    const directory = join(scope, name);
    const record = readRecord(join(directory, 'entry.json'));
    return isEntryRecord(record) && record.trust === trust ? [{ directory, record }] : [];
  });
}

export function isPlain({ record }: StoredEntry): boolean {
  return record.layers === undefined;
}

export function layerIds({ record }: StoredEntry): string[] {
  return (record.layers ?? []).map(({ id }) => id);
}

export function keptTreeOf({ directory, record }: StoredEntry): KeptTree {
  const { sum, since } = record;
  return { tree: join(directory, 'tree'), manifest: join(directory, 'manifest'), sum, since };
}

/** Counts one more use; the file's size is the count, its time the last use, and no reader disturbs another. */
export function countUse(directory: string, what: 'reads' | 'writes'): void {
  appendFileSync(join(directory, what), '.', { mode: 0o600 });
}

export function usesOf(directory: string, what: 'reads' | 'writes'): { count: number; at: number } {
  const stat = statSync(join(directory, what), { throwIfNoEntry: false });
  return { count: stat?.size ?? 0, at: stat?.mtimeMs ?? 0 };
}

/** Writes down which task has a cache. */
export function noteBound(cache: string, { pipeline, task }: CacheRequest): void {
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  writeRecord(join(cache, 'bound.json'), { pipeline, task });
}

export function boundTo(cache: string): CacheUse['boundTo'] {
  const { pipeline, task } = readRecord(join(cache, 'bound.json')) ?? {};
  return typeof pipeline === 'string' && typeof task === 'string' ? { pipeline, task } : undefined;
}

/** Content written just before a power cut may be missing though its size is right: all is read once a boot. */
export function isChecked(directory: string): boolean {
  try {
    return readFileSync(join(directory, 'checked'), 'utf8') === bootId();
  } catch {
    return false;
  }
}

export function noteChecked(directory: string): void {
  writeFileSync(join(directory, 'checked'), bootId(), { mode: 0o600 });
}

export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isEntryRecord(value: unknown): value is EntryRecord {
  if (!isObject(value) || !isObject(value.space) || !isTrust(value.trust)) return false;
  const texts = [value.project, value.template, value.cache, value.key, value.digest, value.sum, value.run];
  const numbers = [value.bytes, value.files, value.createdAt, value.since];
  const { layers = [] } = value;
  return (
    texts.every((text) => typeof text === 'string') &&
    numbers.every((number) => typeof number === 'number') &&
    Array.isArray(layers) &&
    layers.every(isLayer)
  );
}
