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
export function walkTree(root: string, visit: (path: string, stat: Stats) => void): void {
  walkBelow(root, '', (path, stat) => {
    if (stat.isFile() || stat.isSymbolicLink() || stat.isDirectory()) visit(path, stat);
  });
}

/** The same for a layer of an overlay, which says of paths that they are removed. */
export function walkLayer(root: string, visit: (path: string, stat: Stats) => void): void {
  walkBelow(root, '', (path, stat) => {
    if (stat.isFile() || stat.isSymbolicLink() || stat.isDirectory() || isWhiteout(stat)) visit(path, stat);
  });
}

function walkBelow(root: string, below: string, visit: (path: string, stat: Stats) => void): void {
  for (const name of namesIn(`${root}/${below}`)) {
    const path = below === '' ? name : `${below}/${name}`;
    const stat = lstatSync(`${root}/${path}`);
    visit(path, stat);
    if (stat.isDirectory()) walkBelow(root, path, visit);
  }
}

/** Says in a layer of an overlay that the path was removed; a device that no driver has. */
export function isWhiteout(stat: Stats): boolean {
  return stat.isCharacterDevice() && stat.rdev === 0;
}

/** The item of a path; a file is read unless it is known and nobody touched it since. */
export function itemOf(root: string, path: string, stat: Stats, known?: Known, whole = false): TreeItem {
  const type = typeOf(stat);
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
    mode: type === 'link' || type === 'whiteout' ? 0o777 : stat.mode & 0o777,
    size: sizeOf(stat),
    modified: stat.mtimeMs,
    content: untouched ? before.content : contentOf(`${root}/${path}`, type),
  };
}

function typeOf(stat: Stats): TreeItem['type'] {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  return stat.isSymbolicLink() ? 'link' : 'whiteout';
}

function sizeOf(stat: Stats): number {
  return stat.isDirectory() ? 0 : stat.size;
}

function contentOf(path: string, type: TreeItem['type']): string {
  if (type === 'directory' || type === 'whiteout') return '';
  return type === 'link' ? readlinkSync(path) : hashFile(path);
}

/** The names in a directory, also where it was made unreadable. */
export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) throw error;
    chmodSync(directory, 0o700);
    return readdirSync(directory);
  }
}
