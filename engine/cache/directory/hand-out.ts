import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeRecord } from '../../json-record.ts';
import type { CacheReport, CacheRequest, PreparedCache } from '../cache-backend.ts';
import { cacheDirectory, heldDirectory, identityOfCache } from '../cache-place.ts';
import type { Discard } from '../discard.ts';
import { overlayMount } from '../overlay/layer.ts';
import { isMismatch } from '../tree/trees.ts';
import { candidates } from './candidates.ts';
import { countUse, noteBound, noteChecked, type StoredEntry } from './entry.ts';
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

/** What is written down of a hand-out besides who asked and whose content it is. */
export type Hold = Pick<HeldRecord, 'base' | 'layered' | 'overlay'>;

/** How one back end makes what an attempt works on. */
export interface Take {
  /** From an entry; fails where that is not sound. */
  readonly warm: (entry: StoredEntry, paths: HeldPaths) => Promise<Hold>;
  readonly cold: (paths: HeldPaths) => Hold;
  /** Which entries it can read. */
  readonly reads: (entry: StoredEntry) => boolean;
}

export const nothingSaved: CacheReport = { saved: false, savedBytes: 0 };

/** How many entries are tried before the attempt starts cold. */
const tries = 3;

/** Makes a directory for an attempt from the best entry that is sound, else an empty one. */
export async function handOut(
  { root, discard }: EntryPlace,
  request: CacheRequest,
  { warm, cold, reads }: Take,
): Promise<PreparedCache> {
  const cache = cacheDirectory(root, identityOfCache(request));
  const paths = heldPaths(heldDirectory(root, request));
  const known = readHeld(paths);
  if (known !== undefined && existsSync(paths.tree)) return toPrepared(root, paths, known);
  noteBound(cache, request);
  await discard.now(paths.directory);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  for (const entry of candidates(root, request).filter(reads).slice(0, tries)) {
    try {
      const hold = await warm(entry, paths);
      noteChecked(entry.directory);
      for (const directory of [entry.directory, cache]) countUse(directory, 'reads');
      const { digest, run, trust } = entry.record;
      const held = { request, from: { digest, run, trust }, ...hold };
      writeRecord(paths.record, held);
      // From here on it stays as long as it is held; it may have been replaced just before.
      const inPlace = hold.layered === true || hold.overlay !== undefined;
      if (!inPlace || existsSync(join(entry.directory, 'entry.json'))) return toPrepared(root, paths, held);
    } catch (error) {
      // Damaged content would be found damaged every time; what was replaced just now is gone already.
      const damaged = isMismatch(error) || isMissing(error);
      if (damaged && !pinnedEntries(root).has(entry.directory)) discard.later(entry.directory);
    }
    await discard.now(paths.tree);
  }
  mkdirSync(paths.tree, { mode: 0o700 });
  const held = { request, ...cold(paths) };
  writeRecord(paths.record, held);
  return toPrepared(root, paths, held);
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

function toPrepared(root: string, paths: HeldPaths, held: HeldRecord): PreparedCache {
  const { request, from, base, layered, overlay } = held;
  return {
    name: request.cache,
    path: paths.tree,
    request,
    ...(layered && base && { base: join(base.directory, 'tree') }),
    ...(overlay && { overlay: overlayMount(root, overlay) }),
    ...(from && { from }),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('ENOENT');
}
