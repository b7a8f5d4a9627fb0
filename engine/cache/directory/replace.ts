import { renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { trees } from '../tree/trees.ts';
import { isPlain, keptTreeOf, layerIds, readScope, type StoredEntry } from './entry.ts';
import { type HeldPaths, pinnedEntries } from './held.ts';
import { giveSpare } from './spare.ts';

/**
 * Takes the older entries of the same key out of sight. The tree of one of them, brought up to date by what
 * changed, becomes the spare copy of the new one, so that no build waits for a whole copy again.
 */
export async function replaceOlder(
  root: string,
  entry: StoredEntry,
  discard: (path: string) => void,
): Promise<void> {
  const hidden = hide(root, entry);
  const [newest] = hidden;
  if (newest !== undefined) {
    const old = keptTreeOf(newest);
    try {
      giveSpare(entry.directory, old.tree, await trees.conform(old, keptTreeOf(entry)));
    } catch {
      // It is damaged: there is no spare copy then.
    }
  }
  for (const { directory } of hidden) discard(directory);
}

/** Takes the older entries of the same key away; `ending` is the attempt that made the new one. Gives their layers. */
export function removeOlder(
  root: string,
  entry: StoredEntry,
  ending: HeldPaths,
  discard: (path: string) => void,
): string[] {
  const hidden = hide(root, entry, ending);
  for (const { directory } of hidden) discard(directory);
  return hidden.flatMap(layerIds);
}

/** Renames them, but for those that attempts read in place; gives them under their new names, newest first. */
function hide(root: string, entry: StoredEntry, ending?: HeldPaths): StoredEntry[] {
  const { key, trust, createdAt, executor } = entry.record;
  const pinned = pinnedEntries(root, ending);
  return readScope(dirname(dirname(entry.directory)), trust)
    .filter(({ record, directory }) => record.key === key && directory !== entry.directory)
    .filter((other) => isPlain(other) === isPlain(entry) && other.record.executor === executor)
    .filter(({ record, directory }) => record.createdAt <= createdAt && !pinned.has(directory))
    .sort((a, b) => b.record.createdAt - a.record.createdAt)
    .flatMap(({ directory, record }) => {
      const hidden = join(dirname(directory), `.old-${basename(directory)}`);
      try {
        renameSync(directory, hidden);
        return [{ directory: hidden, record }];
      } catch {
        // Another run was faster.
        return [];
      }
    });
}
