import { chmodSync, lstatSync, rmSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { TreeItem } from '../tree/manifest.ts';
import { isWhiteout, itemOf, namesIn } from '../tree/walk.ts';
import { type Beneath, beneath, type ReadLayer } from './beneath.ts';

/** What is left of an upper layer, and which of its directories hide something. */
export interface Sealed {
  readonly items: TreeItem[];
  readonly opaque: string[];
}

/**
 * Takes out of an upper layer what does not differ from the layers beneath, the topmost first, and what cannot be
 * kept: the kernel copies a file up when it is merely opened for writing, and a step may leave sockets and devices.
 */
export function sealUpper(tree: string, layers: readonly ReadLayer[], marked: readonly string[]): Sealed {
  const isMarked = new Set(marked);
  const items: TreeItem[] = [];
  const opaque: string[] = [];

  function sealDirectory(parent: string, parents: readonly ReadLayer[]): number {
    let left = 0;
    for (const name of namesIn(`${tree}/${parent}`)) {
      const path = parent === '' ? name : `${parent}/${name}`;
      if (keeps(path, lstatSync(`${tree}/${path}`), beneath(parents, path))) left += 1;
      else remove(`${tree}/${path}`);
    }
    return left;
  }

  function keeps(path: string, stat: Stats, below: Beneath): boolean {
    if (stat.isDirectory()) return keepsDirectory(path, stat, below);
    const shown = below.item !== undefined || below.directories.length > 0;
    if (isWhiteout(stat) ? !shown : !stat.isFile() && !stat.isSymbolicLink()) return false;
    if (stat.isFile() && (stat.mode & 0o7000) !== 0) chmodSync(`${tree}/${path}`, stat.mode & 0o777);
    const item = itemOf(tree, path, stat);
    if (below.item !== undefined && isEqual(item, path, below.item)) return false;
    items.push(item);
    return true;
  }

  function keepsDirectory(path: string, stat: Stats, { directories, mode }: Beneath): boolean {
    if ((stat.mode & 0o7000) !== 0) chmodSync(`${tree}/${path}`, stat.mode & 0o777);
    const hides = isMarked.has(path);
    const left = sealDirectory(path, hides ? [] : directories);
    if (left === 0 && !hides && mode === (stat.mode & 0o777)) return false;
    if (hides && directories.length > 0) opaque.push(path);
    const item = itemOf(tree, path, stat);
    items.push(hides ? { ...item, content: 'opaque' } : item);
    return true;
  }

  sealDirectory('', layers);
  return { items, opaque };
}

function isEqual(item: TreeItem, path: string, { tree, stat }: NonNullable<Beneath['item']>): boolean {
  if (stat.size !== item.size || stat.isSymbolicLink() !== (item.type === 'link')) return false;
  if (item.type === 'whiteout') return false;
  const other = itemOf(tree, path, stat);
  return other.mode === item.mode && other.content === item.content;
}

/** Also from a directory that may not be written. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    const parent = dirname(path);
    const { mode } = lstatSync(parent);
    chmodSync(parent, 0o700);
    rmSync(path, { recursive: true, force: true });
    chmodSync(parent, mode & 0o777);
  }
}
