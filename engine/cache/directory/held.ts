import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isObject, readRecord } from '../../json-record.ts';
import type { CacheRequest, PreparedCache } from '../cache-backend.ts';
import type { HeldOverlay } from '../overlay/layer.ts';
import type { KeptTree } from '../tree/tree-work.ts';
import { isTrust } from '../trust.ts';
import { namesIn, type StoredEntry } from './entry.ts';

/** What an attempt works on, below `held/<holder>/<cache>`; a scheduler that was killed finds it again. */
export interface HeldPaths {
  readonly directory: string;
  readonly tree: string;
  /** Written when the tree is ready. */
  readonly record: string;
  /** Manifest of the entry that it was made from. */
  readonly base: string;
  readonly manifest: string;
}

export interface HeldRecord {
  readonly request: CacheRequest;
  readonly from?: NonNullable<PreparedCache['from']>;
  /** The attempt reads the entry itself, beneath a directory of its own; the entry must stay as long. */
  readonly layered?: true;
  /** The entry that it was made from. */
  readonly base?: { readonly directory: string; readonly sum: string; readonly since: number };
  /** The attempt writes to a layer of its own, over others that must stay as long. */
  readonly overlay?: HeldOverlay;
}

export function heldPaths(directory: string): HeldPaths {
  return {
    directory,
    tree: join(directory, 'tree'),
    record: join(directory, 'held.json'),
    base: join(directory, 'base'),
    manifest: join(directory, 'manifest'),
  };
}

export function readHeld(paths: HeldPaths): HeldRecord | undefined {
  const record = readRecord(paths.record);
  return isHeldRecord(record) ? record : undefined;
}

/** The entries that attempts read in place, but for the one that is ending. */
export function pinnedEntries(root: string, ending?: HeldPaths): ReadonlySet<string> {
  const records = allHeld(root, ending);
  return new Set(records.flatMap(({ layered, base }) => (layered && base ? [base.directory] : [])));
}

/** What attempts hold, but for the one that is ending. */
export function allHeld(root: string, ending?: HeldPaths): readonly HeldRecord[] {
  const held = join(root, 'held');
  const directories = namesIn(held).flatMap((holder) =>
    namesIn(join(held, holder)).map((cache) => join(held, holder, cache)),
  );
  return directories
    .filter((directory) => directory !== ending?.directory)
    .flatMap((directory) => readHeld(heldPaths(directory)) ?? []);
}

/** Keeps the manifest of the entry that a tree is made from; the entry may be gone when the attempt ends. */
export function keepBase(
  { directory, record }: StoredEntry,
  path: string,
  since: number,
): NonNullable<HeldRecord['base']> {
  copyFileSync(join(directory, 'manifest'), path);
  return { directory, sum: record.sum, since };
}

/** The held tree as it was when it was handed out, `undefined` for a cold one. */
export function baseOf(paths: HeldPaths, { base }: HeldRecord): KeptTree | undefined {
  return base && { tree: paths.tree, manifest: paths.base, sum: base.sum, since: base.since };
}

/**
 * What is saved, and where, is decided by what was written down when the cache was handed out.
 * @throws Error where the request has been changed since.
 */
export function assertSameRequest(held: HeldRecord, request: CacheRequest): void {
  const names = [
    'project',
    'pipeline',
    'run',
    'template',
    'cache',
    'key',
    'trust',
    'path',
    'holder',
  ] as const;
  const changed = names.find((name) => !isDeepStrictEqual(held.request[name], request[name]));
  if (changed !== undefined) {
    throw new Error(
      `\`${changed}\` of a cache cannot change from ${JSON.stringify(held.request[changed])} to ${JSON.stringify(request[changed])} while ${held.request.holder} holds it.`,
    );
  }
}

function isHeldRecord(value: unknown): value is HeldRecord {
  return isObject(value) && isObject(value.request) && isTrust(value.request.trust);
}
