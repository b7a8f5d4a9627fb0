import { lstatSync, type Stats } from 'node:fs';
import { isWhiteout } from '../tree/walk.ts';

/** A layer with what can be read of it. */
export interface ReadLayer {
  readonly tree: string;
  readonly opaque: ReadonlySet<string>;
}

/** What the layers beneath show in one place. */
export interface Beneath {
  /** Of a file or link. */
  readonly item?: { readonly tree: string; readonly stat: Stats };
  /** Of a directory: those that have it too, the topmost first. */
  readonly directories: readonly ReadLayer[];
  readonly mode?: number;
}

/** What is shown at `path`, where `parents` are the layers that show the directory it is in, the topmost first. */
export function beneath(parents: readonly ReadLayer[], path: string): Beneath {
  const directories: ReadLayer[] = [];
  let mode: number | undefined;
  for (const layer of parents) {
    const stat = lstatSync(`${layer.tree}/${path}`, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (isWhiteout(stat)) break;
    if (!stat.isDirectory()) {
      if (directories.length === 0) return { directories, item: { tree: layer.tree, stat } };
      break;
    }
    mode ??= stat.mode & 0o777;
    directories.push(layer);
    if (layer.opaque.has(path)) break;
  }
  return { directories, ...(mode !== undefined && { mode }) };
}
