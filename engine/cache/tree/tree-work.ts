import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { layerWork } from '../overlay/layer-work.ts';
import { copyItem, copyTree, finishDirectory, type Source } from './copy.ts';
import { fileClock } from './file-clock.ts';
import {
  isSame,
  type Manifest,
  mismatch,
  readManifest,
  type TreeItem,
  toManifest,
  writeManifest,
} from './manifest.ts';
import { mergeTrees } from './merge.ts';
import { itemOf, type Known, walkTree } from './walk.ts';

/** A tree that was kept, or is a copy of one. */
export interface KeptTree {
  readonly tree: string;
  /** Path of the manifest and its SHA-256. */
  readonly manifest: string;
  readonly sum: string;
  /** Since when a change would show, by the clock of the file system. */
  readonly since: number;
}

export interface Described {
  readonly digest: string;
  /** SHA-256 of the manifest that was written. */
  readonly sum: string;
  readonly bytes: number;
  readonly files: number;
  /** Of files that are new or other than before. */
  readonly changedBytes: number;
  readonly since: number;
}

/** A tree that was described, as it is put over another one. */
export interface DescribedTree {
  readonly tree: string;
  readonly manifest: string;
  readonly sum: string;
}

/** Where a tree and its manifest are to be. */
export type DescribedPaths = Omit<DescribedTree, 'sum'>;

/** The work on whole trees; it keeps a processor busy, so it runs in a thread of its own. */
export const treeWork = {
  ...layerWork,

  /** Finds what a tree consists of, reading only what is not known from before, and writes it down if that is new. */
  describe(tree: string, manifest: string, before?: KeptTree): Described {
    const kept = before && readManifest(before.manifest, before.sum);
    const known = kept && before && knownOf(kept, before.since);
    const items: TreeItem[] = [];
    let changedBytes = 0;
    walkTree(tree, (path, stat) => {
      const item = itemOf(tree, path, stat, known);
      items.push(item);
      if (known?.items.get(path)?.content !== item.content) changedBytes += item.size;
    });
    const found = toManifest(items);
    const { digest, bytes, files } = found;
    // Nothing is saved of a tree that is as it was, so nobody needs its manifest.
    const asBefore = before !== undefined && digest === kept?.digest;
    const sum = asBefore ? before.sum : writeManifest(manifest, found);
    return { digest, sum, bytes, files, changedBytes, since: fileClock(tree) };
  },

  /** Copies a kept tree to a directory that does not exist; gives since when a change of the copy would show. */
  copy(from: KeptTree, to: string, whole: boolean): number {
    mkdirSync(to, { mode: 0o700 });
    copyTree(sourceOf(from, whole), to);
    return fileClock(to);
  },

  /** @throws TreeMismatch unless a tree is what its manifest says, all of it and nothing else. */
  verify(kept: KeptTree, whole: boolean): void {
    const known = knownOf(readManifest(kept.manifest, kept.sum), kept.since);
    let count = 0;
    walkTree(kept.tree, (path, stat) => {
      count += 1;
      if (!isSame(itemOf(kept.tree, path, stat, known, whole), known.items.get(path))) {
        throw mismatch(`${path} is not what was kept`);
      }
    });
    if (count !== known.items.size) throw mismatch(`${known.items.size - count} paths are missing`);
  },

  /**
   * Makes a tree equal to another one, copying only what differs.
   * `before` is what the tree was when it was known last. Gives since when a change would show.
   */
  conform(before: KeptTree, to: KeptTree): number {
    const { tree } = before;
    const known = knownOf(readManifest(before.manifest, before.sum), before.since);
    const source = sourceOf(to, false);
    const wanted = new Map(source.manifest.items.map((item) => [item.path, item]));
    const present = new Set<string>();
    const wrong: string[] = [];
    walkTree(tree, (path, stat) => {
      const item = itemOf(tree, path, stat, known);
      // A file that another tree has too must not be written to here.
      if (isSame(item, wanted.get(path)) && !(stat.isFile() && stat.nlink > 1)) present.add(path);
      else if (item.type === 'directory' && wanted.get(path)?.type === 'directory') present.add(path);
      else wrong.push(path);
    });
    for (const { path, type, mode } of known.items.values()) {
      if (type === 'directory' && present.has(path) && (mode & 0o300) !== 0o300)
        chmodSync(`${tree}/${path}`, 0o700);
    }
    for (const path of wrong) rmSync(`${tree}/${path}`, { recursive: true, force: true });
    for (const item of source.manifest.items) if (!present.has(item.path)) copyItem(source, item, tree, true);
    for (const item of source.manifest.items.toReversed()) {
      if (item.type === 'directory') finishDirectory(item, tree);
    }
    return fileClock(tree);
  },

  /** Makes a tree of a base and what is put over it, in a directory that does not exist; writes its manifest. */
  merge(base: KeptTree, head: DescribedTree, to: DescribedPaths, link: boolean): Described {
    const over = readManifest(head.manifest, head.sum);
    mkdirSync(to.tree, { mode: 0o700 });
    const merged = mergeTrees(sourceOf(base, false), { tree: head.tree, manifest: over }, to.tree, link);
    const sum = writeManifest(to.manifest, merged);
    const { digest, bytes, files } = merged;
    return { digest, sum, bytes, files, changedBytes: over.bytes, since: fileClock(to.tree) };
  },
} as const;

function knownOf({ items }: Manifest, since: number): Known {
  return { items: new Map(items.map((item) => [item.path, item])), since };
}

function sourceOf({ tree, manifest, sum, since }: KeptTree, whole: boolean): Source {
  const read: Manifest = readManifest(manifest, sum);
  return { tree, manifest: read, since, whole };
}
