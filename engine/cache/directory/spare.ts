import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Discard } from '../discard.ts';
import { trees } from '../tree/trees.ts';
import { isChecked, keptTreeOf, type StoredEntry } from './entry.ts';

/**
 * A second copy of an entry's tree, made ready for the next attempt: it is handed out by a rename, whatever its
 * size, and comes back the same way. Only runs of the entry's own scope take it and give it back.
 */
const name = 'spare';

/** Moves the spare copy to `to`, an empty place; gives since when a change would show, or nothing. */
export async function takeSpare(
  entry: StoredEntry,
  to: string,
  discard: Discard,
): Promise<number | undefined> {
  const taken = `${to}.taken`;
  try {
    renameSync(join(entry.directory, name), taken);
  } catch {
    return undefined;
  }
  const tree = join(taken, 'tree');
  try {
    const since = Number(readFileSync(join(taken, 'since'), 'utf8'));
    await trees.verify({ ...keptTreeOf(entry), tree, since }, !isChecked(entry.directory));
    renameSync(tree, to);
    return since;
  } catch {
    // It is damaged; the entry itself may not be.
    return undefined;
  } finally {
    await discard.now(taken);
  }
}

/** Leaves a tree that equals the entry's as its spare copy, unless it has one or is gone. */
export function giveSpare(entry: string, tree: string, since: number): void {
  if (!existsSync(join(entry, 'entry.json')) || hasSpare(entry)) return;
  const draft = `${tree}.given`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(join(draft, 'since'), String(since), { mode: 0o600 });
  renameSync(tree, join(draft, 'tree'));
  try {
    renameSync(draft, join(entry, name));
  } catch {
    // Another run was faster; this copy goes with what else is held.
  }
}

export function hasSpare(entry: string): boolean {
  return existsSync(join(entry, name));
}
