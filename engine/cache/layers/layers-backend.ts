import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheBackend, CacheReport, CacheRequest } from '../cache-backend.ts';
import { cacheDirectory, identityOfCache } from '../cache-place.ts';
import { isChecked, isPlain, keptTreeOf } from '../directory/entry.ts';
import { type EntryPlace, giveBack, handOut, isOwn, nothingSaved } from '../directory/hand-out.ts';
import { baseOf, type HeldPaths, type HeldRecord, keepBase } from '../directory/held.ts';
import { publishEntry } from '../directory/publish.ts';
import { removeOlder } from '../directory/replace.ts';
import type { Described, DescribedPaths } from '../tree/tree-work.ts';
import { trees } from '../tree/trees.ts';

/** How long a cache is handed out whole after its tool was seen to need it so; then it is tried again. */
const flatMs = 7 * 24 * 3_600_000;

/**
 * For tools that read a second, read-only directory beneath their own (Maven's `maven.repo.local.tail`, Gradle's
 * read-only cache): all attempts at once read the kept entry in place, whatever its size, and write to an empty
 * directory; only what is in that is saved, put over the entry by links. Entries are those of the directory back end.
 */
export function createLayersBackend(place: EntryPlace): CacheBackend {
  const { root, discard, onSaved } = place;

  async function save(paths: HeldPaths, held: HeldRecord): Promise<CacheReport> {
    const head = await trees.describe(paths.tree, paths.manifest);
    if (head.files === 0) return nothingSaved;
    const made = await putOver(paths, held, head);
    if (made.described.digest === held.from?.digest) return nothingSaved;
    const entry = publishEntry(root, made.paths, held, made.described);
    removeOlder(root, entry, paths, discard.later);
    onSaved();
    return { saved: true, savedBytes: made.described.changedBytes };
  }

  async function putOver(paths: HeldPaths, held: HeldRecord, head: Described): Promise<Made> {
    const base = baseOf(paths, held);
    if (base === undefined || held.base === undefined) return { paths, described: head };
    const merged = { tree: `${paths.tree}.merged`, manifest: `${paths.manifest}.merged` };
    const from = { ...base, tree: join(held.base.directory, 'tree') };
    const described = await trees.merge(from, { ...paths, sum: head.sum }, merged, isOwn(held));
    // The attempt copied all that it was given: its tool, or this version of it, reads one directory only.
    if (head.files === described.files) noteFlat(root, held.request);
    return { paths: merged, described };
  }

  return {
    name: 'layers',
    async canSupport(request) {
      const local = request.executor === 'process' || request.executor === 'docker';
      return local && request.layered === true && !isFlat(root, request);
    },
    setUp: (request) =>
      handOut(place, request, {
        async warm(entry, { tree, base }) {
          const kept = keptTreeOf(entry);
          await trees.verify(kept, !isChecked(entry.directory));
          mkdirSync(tree, { mode: 0o700 });
          return { layered: true, base: keepBase(entry, base, kept.since) };
        },
        cold: () => ({}),
        reads: isPlain,
      }),
    tearDown: (cache, { keep }) => giveBack(place, cache, keep ? save : async () => nothingSaved),
  };
}

interface Made {
  readonly paths: DescribedPaths;
  readonly described: Described;
}

function flatNote(root: string, request: CacheRequest): string {
  return join(cacheDirectory(root, identityOfCache(request)), 'flat');
}

function noteFlat(root: string, request: CacheRequest): void {
  writeFileSync(flatNote(root, request), '', { mode: 0o600 });
}

function isFlat(root: string, request: CacheRequest): boolean {
  const note = statSync(flatNote(root, request), { throwIfNoEntry: false });
  return note !== undefined && Date.now() - note.mtimeMs < flatMs;
}
