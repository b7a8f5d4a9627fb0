import { linkSync, mkdirSync, renameSync } from 'node:fs';
import { copyItem, finishDirectory, type Source } from './copy.ts';
import { type Manifest, type TreeItem, toManifest } from './manifest.ts';

/** A tree to put over another one; its files are moved, not copied. */
export interface Head {
  readonly tree: string;
  readonly manifest: Manifest;
}

/**
 * Makes a tree in the directory `to` that has what the base has and over it what the head has. Files of the base
 * are linked where `link` allows it, that is where whoever may write the result may write the base, else copied.
 */
export function mergeTrees(base: Source, head: Head, to: string, link: boolean): Manifest {
  const merged = new Map<string, { item: TreeItem; own: boolean }>();
  for (const item of base.manifest.items) merged.set(item.path, { item, own: false });
  for (const item of head.manifest.items) {
    if (item.type !== 'directory') removeBelow(merged, item.path);
    merged.set(item.path, { item, own: true });
  }
  const result = toManifest([...merged.values()].map(({ item }) => item));
  for (const item of result.items) {
    const own = merged.get(item.path)?.own === true;
    if (item.type === 'directory') mkdirSync(`${to}/${item.path}`, 0o700);
    else if (own) renameSync(`${head.tree}/${item.path}`, `${to}/${item.path}`);
    else if (!link || item.type !== 'file' || !isLinked(base, item, to)) copyItem(base, item, to, false);
  }
  for (const item of result.items.toReversed()) if (item.type === 'directory') finishDirectory(item, to);
  return result;
}

function removeBelow(merged: Map<string, { item: TreeItem }>, path: string): void {
  if (merged.get(path)?.item.type !== 'directory') return;
  for (const other of [...merged.keys()]) if (other.startsWith(`${path}/`)) merged.delete(other);
}

/** Links a file into another tree; not everywhere this is possible. */
export function isLinked({ tree }: Source, { path }: TreeItem, to: string): boolean {
  try {
    linkSync(`${tree}/${path}`, `${to}/${path}`);
    return true;
  } catch {
    return false;
  }
}
