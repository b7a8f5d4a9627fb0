import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeRecord } from '../../json-record.ts';
import type { CacheReport, CacheRequest, PreparedCache } from '../cache-backend.ts';
import { cacheDirectory, heldDirectory, identityOfCache } from '../cache-place.ts';
import type { Discard } from '../discard.ts';
import { isMismatch } from '../tree/trees.ts';
import { candidates } from './candidates.ts';
import { countUse, noteChecked, type StoredEntry } from './entry.ts';
import {
  assertSameRequest,
  type HeldPaths,
  type HeldRecord,
  heldPaths,
  pinnedEntries,
  readHeld,
} from './held.ts';

/** Where entries are kept, and how what is superfluous is removed. */
export interface EntryPlace {
  readonly root: string;
  readonly discard: Discard;
  /** Called after something was saved. */
  readonly onSaved: () => void;
}

/** Makes a tree for the attempt from an entry, or fails; gives since when a change would show. */
export type Take = (entry: StoredEntry, paths: HeldPaths) => Promise<number>;

export const nothingSaved: CacheReport = { saved: false, savedBytes: 0 };

/** How many entries are tried before the attempt starts cold. */
const tries = 3;

/** Makes a directory for an attempt from the best entry that is sound, else an empty one. */
export async function handOut(
  { root, discard }: EntryPlace,
  request: CacheRequest,
  take: Take,
  layered = false,
): Promise<PreparedCache> {
  const cache = cacheDirectory(root, identityOfCache(request));
  const paths = heldPaths(heldDirectory(root, request));
  const known = readHeld(paths);
  if (known !== undefined && existsSync(paths.tree)) return toPrepared(paths, known);
  await discard.now(paths.directory);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  for (const entry of candidates(root, request).slice(0, tries)) {
    try {
      const since = await take(entry, paths);
      copyFileSync(join(entry.directory, 'manifest'), paths.base);
      noteChecked(entry.directory);
      for (const directory of [entry.directory, cache]) countUse(directory, 'reads');
      const { digest, run, trust, sum } = entry.record;
      const base = { directory: entry.directory, sum, since };
      const held = {
        request,
        from: { digest, run, trust },
        base,
        ...(layered && { layered: true as const }),
      };
      writeRecord(paths.record, held);
      // From here on it stays as long as it is held; it may have been replaced just before.
      if (!layered || existsSync(join(entry.directory, 'entry.json'))) return toPrepared(paths, held);
    } catch (error) {
      // Damaged content would be found damaged every time; what was replaced just now is gone already.
      const damaged = isMismatch(error) || isMissing(error);
      if (damaged && !pinnedEntries(root).has(entry.directory)) discard.later(entry.directory);
    }
    await discard.now(paths.tree);
  }
  mkdirSync(paths.tree, { mode: 0o700 });
  writeRecord(paths.record, { request });
  return toPrepared(paths, { request });
}

/** Ends a hand-out; what is to be done with the directory is decided by `act`. */
export async function giveBack(
  { root, discard }: EntryPlace,
  cache: PreparedCache,
  act: (paths: HeldPaths, held: HeldRecord) => Promise<CacheReport>,
): Promise<CacheReport> {
  const paths = heldPaths(heldDirectory(root, cache.request));
  const held = readHeld(paths);
  if (held === undefined) return nothingSaved;
  try {
    assertSameRequest(held, cache.request);
    // A directory that may not be written cannot be moved.
    chmodSync(paths.tree, 0o700);
    return await act(paths, held);
  } finally {
    discard.later(paths.directory);
    discard.ifEmpty(dirname(paths.directory));
  }
}

/** The entry is of the run's own scope; nothing is ever given to another one. */
export function isOwn({ from, request }: HeldRecord): boolean {
  return from?.trust === request.trust;
}

function toPrepared(paths: HeldPaths, { request, from, base, layered }: HeldRecord): PreparedCache {
  return {
    name: request.cache,
    path: paths.tree,
    request,
    ...(layered && base && { base: join(base.directory, 'tree') }),
    ...(from && { from }),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('ENOENT');
}
