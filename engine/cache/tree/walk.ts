import { chmodSync, lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { hashFile } from './hash-file.ts';
import type { TreeItem } from './manifest.ts';

/** What is known of a tree from before: its items, and since when a changed file would show. */
export interface Known {
  readonly items: ReadonlyMap<string, TreeItem>;
  /** A file whose status changed at this time (of the file system, see `fileClock`) or later is read again. */
  readonly since: number;
}

/** Calls back for everything in a tree that can be kept, a directory before what is in it. */
export function walkTree(root: string, visit: (path: string, stat: Stats) => void, below = ''): void {
  for (const name of namesIn(`${root}/${below}`)) {
    const path = below === '' ? name : `${below}/${name}`;
    const stat = lstatSync(`${root}/${path}`);
    if (stat.isFile() || stat.isSymbolicLink()) visit(path, stat);
    else if (stat.isDirectory()) {
      visit(path, stat);
      walkTree(root, visit, path);
    }
  }
}

/** The item of a path; a file is read unless it is known and nobody touched it since. */
export function itemOf(root: string, path: string, stat: Stats, known?: Known, whole = false): TreeItem {
  const type = stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'link';
  const before = known?.items.get(path);
  const untouched =
    !whole &&
    known !== undefined &&
    before?.type === type &&
    before.size === sizeOf(stat) &&
    // Nobody can set the time of a status change, unlike that of a modification.
    stat.ctimeMs < known.since;
  return {
    path,
    type,
    mode: type === 'link' ? 0o777 : stat.mode & 0o777,
    size: sizeOf(stat),
    modified: stat.mtimeMs,
    content: untouched ? before.content : contentOf(`${root}/${path}`, type),
  };
}

function sizeOf(stat: Stats): number {
  return stat.isDirectory() ? 0 : stat.size;
}

function contentOf(path: string, type: TreeItem['type']): string {
  if (type === 'directory') return '';
  return type === 'link' ? readlinkSync(path) : hashFile(path);
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) throw error;
    chmodSync(directory, 0o700);
    return readdirSync(directory);
  }
}
