import { join } from 'node:path';
import { trusts } from '../trust.ts';
import { namesIn, readScope, type StoredEntry } from './entry.ts';

/** The directory of each cache that there is. */
export function cacheDirectories(root: string): string[] {
  const level = (directories: string[]) =>
    directories.flatMap((directory) => namesIn(directory).map((name) => join(directory, name)));
  return level(level(level([join(root, 'entries')])));
}

/** The entries of all caches. */
export function allEntries(root: string): StoredEntry[] {
  return cacheDirectories(root).flatMap((directory) =>
    trusts.flatMap((trust) => readScope(directory, trust)),
  );
}
