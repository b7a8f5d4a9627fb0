import { renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { trees } from '../tree/trees.ts';
import { keptTreeOf, readScope, type StoredEntry } from './entry.ts';
import { giveSpare } from './spare.ts';

/**
 * Takes the older entries of the same key out of sight. The tree of one of them, brought up to date by what
 * changed, becomes the spare copy of the new one, so that no build waits for a whole copy again.
 */
export async function replaceOlder(entry: StoredEntry, discard: (path: string) => void): Promise<void> {
  const { key, trust, createdAt } = entry.record;
  const older = readScope(dirname(dirname(entry.directory)), trust)
    .filter(({ record, directory }) => record.key === key && directory !== entry.directory)
    .filter(({ record }) => record.createdAt <= createdAt)
    .sort((a, b) => b.record.createdAt - a.record.createdAt);
  for (const [index, { directory, record }] of older.entries()) {
    const hidden = join(dirname(directory), `.old-${basename(directory)}`);
    try {
      renameSync(directory, hidden);
      if (index === 0) {
        const old = keptTreeOf({ directory: hidden, record });
        const since = await trees.conform(old, keptTreeOf(entry));
        giveSpare(entry.directory, old.tree, since);
      }
    } catch {
      // Another run was faster, or it is damaged: there is no spare copy then.
    }
    discard(hidden);
  }
}
