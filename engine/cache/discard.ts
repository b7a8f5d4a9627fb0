import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../executors/remove-tree.ts';

/** Removes directories: out of sight at once, off the disk when there is time. */
export interface Discard {
  now(path: string): Promise<void>;
  later(path: string): void;
  ifEmpty(directory: string): void;
  /** Resolves when all is off the disk, also what an earlier process left. */
  idle(): Promise<void>;
}

/** A discard that keeps what it has yet to remove below `root`, on the same file system. */
export function createDiscard(root: string): Discard {
  const trash = join(root, 'trash');
  const running = new Set<Promise<void>>();

  function later(path: string): void {
    const hidden = join(trash, randomBytes(8).toString('hex'));
    mkdirSync(trash, { recursive: true, mode: 0o700 });
    try {
      renameSync(path, hidden);
    } catch {
      // It is gone already.
      return;
    }
    const removal = remove(hidden).catch(() => {});
    running.add(removal);
    void removal.then(() => running.delete(removal));
  }

  return {
    later,
    now: remove,
    ifEmpty(directory) {
      try {
        rmdirSync(directory);
      } catch {
        // It is not.
      }
    },
    async idle() {
      await Promise.all(running);
      if (!existsSync(trash)) return;
      for (const name of readdirSync(trash)) await remove(join(trash, name)).catch(() => {});
    },
  };
}

/** By a process of its own, since a big tree would keep this one busy for seconds. */
async function remove(path: string): Promise<void> {
  if (!existsSync(path)) return;
  if (isSmall(path)) return removeTree(path);
  await new Promise<void>((resolve) => execFile('rm', ['-rf', '--', path], () => resolve()));
  await removeTree(path);
}

/** Starting a process costs more than a few files. */
function isSmall(path: string): boolean {
  const entries = lstatSync(path).isDirectory() ? readdirSync(path, { withFileTypes: true }) : [];
  return entries.length < 20 && !entries.some((entry) => entry.isDirectory());
}
