import { join } from 'node:path';
import type { CacheBackend, CacheReport } from '../cache-backend.ts';
import { trees } from '../tree/trees.ts';
import { isChecked, isPlain, keptTreeOf } from './entry.ts';
import { type EntryPlace, giveBack, handOut, isOwn, nothingSaved } from './hand-out.ts';
import { baseOf, type HeldPaths, type HeldRecord, keepBase } from './held.ts';
import { publishEntry } from './publish.ts';
import { replaceOlder } from './replace.ts';
import { giveSpare, takeSpare } from './spare.ts';

/**
 * Keeps caches as directories of this machine. Each attempt has a private copy; what it leaves becomes visible by
 * one rename, so runs at the same time never see half of anything.
 */
export function createDirectoryBackend(place: EntryPlace): CacheBackend {
  const { root, discard, onSaved } = place;

  async function save(paths: HeldPaths, held: HeldRecord): Promise<CacheReport> {
    const described = await trees.describe(paths.tree, paths.manifest, baseOf(paths, held));
    const same = described.digest === held.from?.digest;
    if (same && isOwn(held)) giveSpare(held.base?.directory ?? '', paths.tree, described.since);
    if (same || described.files === 0) return nothingSaved;
    const entry = publishEntry(root, paths, held, described);
    await replaceOlder(root, entry, discard.later);
    onSaved();
    return { saved: true, savedBytes: described.changedBytes };
  }

  /** An attempt that failed saves nothing; what it was given is brought back to what it was, for the next one. */
  async function restore(paths: HeldPaths, held: HeldRecord): Promise<CacheReport> {
    const base = baseOf(paths, held);
    if (base !== undefined && held.base !== undefined && isOwn(held)) {
      const source = { ...base, tree: join(held.base.directory, 'tree') };
      try {
        giveSpare(held.base.directory, paths.tree, await trees.conform(base, source));
      } catch {
        // The entry was replaced meanwhile.
      }
    }
    return nothingSaved;
  }

  return {
    name: 'directory',
    canSupport: async ({ executor }) => executor === 'process' || executor === 'docker',
    setUp: (request) =>
      handOut(place, request, {
        async warm(entry, { tree, base }) {
          const own = entry.record.trust === request.trust;
          const spare = own ? await takeSpare(entry, tree, discard) : undefined;
          const since = spare ?? (await trees.copy(keptTreeOf(entry), tree, !isChecked(entry.directory)));
          return { base: keepBase(entry, base, since) };
        },
        cold: () => ({}),
        reads: isPlain,
      }),
    tearDown: (cache, { keep }) => giveBack(place, cache, keep ? save : restore),
  };
}
