import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeRecord } from '../../json-record.ts';
import type { CacheBackend, CacheReport, CacheRequest, PreparedCache } from '../cache-backend.ts';
import { cacheDirectory, heldDirectory, identityOfCache } from '../cache-place.ts';
import type { Discard } from '../discard.ts';
import { isMismatch, trees } from '../tree/trees.ts';
import { candidates } from './candidates.ts';
import { countUse, isChecked, keptTreeOf, noteChecked, type StoredEntry } from './entry.ts';
import { assertSameRequest, baseOf, type HeldPaths, type HeldRecord, heldPaths, readHeld } from './held.ts';
import { publishEntry } from './publish.ts';
import { replaceOlder } from './replace.ts';
import { giveSpare, takeSpare } from './spare.ts';

export interface DirectoryBackendParts {
  readonly root: string;
  readonly discard: Discard;
  /** Called after something was saved. */
  readonly onSaved: () => void;
}

/** How many entries are tried before the attempt starts cold. */
const tries = 3;

/**
 * Keeps caches as directories of this machine. Each attempt has a private copy; what it leaves becomes visible by
 * one rename, so runs at the same time never see half of anything. See docs/decisions on what is verified when.
 */
export function createDirectoryBackend({ root, discard, onSaved }: DirectoryBackendParts): CacheBackend {
  async function setUp(request: CacheRequest): Promise<PreparedCache> {
    identityOfCache(request);
    const paths = heldPaths(heldDirectory(root, request));
    const known = readHeld(paths);
    if (known !== undefined && existsSync(paths.tree)) return toPrepared(paths, known);
    await discard.now(paths.directory);
    mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
    const held = (await warm(paths, request)) ?? { request };
    if (held.base === undefined) mkdirSync(paths.tree, { mode: 0o700 });
    writeRecord(paths.record, held);
    return toPrepared(paths, held);
  }

  async function warm(paths: HeldPaths, request: CacheRequest): Promise<HeldRecord | undefined> {
    for (const entry of candidates(root, request).slice(0, tries)) {
      try {
        const since = await take(entry, paths, request);
        const { digest, run, trust, sum } = entry.record;
        const base = { directory: entry.directory, sum, since };
        return { request, from: { digest, run, trust }, base };
      } catch (error) {
        await discard.now(paths.tree);
        // Damaged content would be found damaged every time; what was replaced just now is gone already.
        if (isMismatch(error) || isMissing(error)) discard.later(entry.directory);
      }
    }
    return undefined;
  }

  async function take(entry: StoredEntry, paths: HeldPaths, request: CacheRequest): Promise<number> {
    const { directory, record } = entry;
    const own = record.trust === request.trust;
    const spare = own ? await takeSpare(entry, paths.tree, discard) : undefined;
    const since = spare ?? (await trees.copy(keptTreeOf(entry), paths.tree, !isChecked(directory)));
    copyFileSync(join(directory, 'manifest'), paths.base);
    noteChecked(directory);
    countUse(directory, 'reads');
    countUse(cacheDirectory(root, identityOfCache(request)), 'reads');
    return since;
  }

  async function tearDown(cache: PreparedCache, { keep }: { readonly keep: boolean }): Promise<CacheReport> {
    const paths = heldPaths(heldDirectory(root, cache.request));
    const held = readHeld(paths);
    if (held === undefined) return { saved: false, savedBytes: 0 };
    try {
      assertSameRequest(held, cache.request);
      // A directory that may not be written cannot be moved.
      chmodSync(paths.tree, 0o700);
      return keep ? await save(paths, held) : await restore(paths, held);
    } finally {
      discard.later(paths.directory);
      discard.ifEmpty(dirname(paths.directory));
    }
  }

  async function save(paths: HeldPaths, held: HeldRecord): Promise<CacheReport> {
    const described = await trees.describe(paths.tree, paths.manifest, baseOf(paths, held));
    const same = described.digest === held.from?.digest;
    if (same && isOwn(held)) giveSpare(held.base?.directory ?? '', paths.tree, described.since);
    if (same || described.files === 0) return { saved: false, savedBytes: 0 };
    const entry = publishEntry(root, paths, held, described);
    await replaceOlder(entry, discard.later);
    onSaved();
    return { saved: true, savedBytes: described.changedBytes };
  }

  /** An attempt that failed saves nothing; what it was given is brought back to what it was, for the next one. */
  async function restore(paths: HeldPaths, held: HeldRecord): Promise<CacheReport> {
    const base = baseOf(paths, held);
    if (base !== undefined && held.base !== undefined && isOwn(held)) {
      const entry = held.base.directory;
      const source = { ...base, tree: join(entry, 'tree') };
      try {
        giveSpare(entry, paths.tree, await trees.conform(base, source));
      } catch {
        // The entry was replaced meanwhile.
      }
    }
    return { saved: false, savedBytes: 0 };
  }

  return {
    name: 'directory',
    canSupport: async ({ executor }) => executor === 'process' || executor === 'docker',
    setUp,
    tearDown,
  };
}

/** The entry is of the run's own scope; nothing is ever given to another one. */
function isOwn({ from, request }: HeldRecord): boolean {
  return from?.trust === request.trust;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('ENOENT');
}

function toPrepared(paths: HeldPaths, { request, from }: HeldRecord): PreparedCache {
  return { name: request.cache, path: paths.tree, request, ...(from && { from }) };
}
