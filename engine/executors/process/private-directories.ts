import { lstatSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { removeTree } from '../remove-tree.ts';

/** The address of a unix socket has 104 bytes on macOS, 108 on Linux. */
const longestSocketRoot = 80;

/** A private directory (0700) for socket and secret files: in memory where the system has that. */
export function createMemoryDirectory(roots: readonly string[] = ['/dev/shm', tmpdir(), '/tmp']): string {
  const short = roots.filter((root) => Buffer.byteLength(root) <= longestSocketRoot);
  for (const root of short) {
    try {
      return mkdtempSync(join(root, 'stepyard-'));
    } catch {
      // The next one may be there and writable.
    }
  }
  throw new Error(
    `A private directory with a path of at most ${longestSocketRoot} bytes is needed; none of ${roots.join(', ')} can hold one.`,
  );
}

/** A private directory (0700) for what steps put in `TMPDIR`. */
export function createTemporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'stepyard-'));
}

/** Removes directories that a supervisor made, and only such: what a record says is not believed blindly. */
export async function removePrivateDirectories(directories: readonly string[]): Promise<void> {
  for (const directory of directories) if (isPrivate(directory)) await removeTree(directory);
}

/** The directory was made by a supervisor of this user and nobody else can look into it. */
export function isPrivate(directory: string): boolean {
  try {
    const stat = lstatSync(directory);
    const own = stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0;
    return /^stepyard-\w{6}$/.test(basename(directory)) && stat.isDirectory() && own;
  } catch {
    return false;
  }
}
