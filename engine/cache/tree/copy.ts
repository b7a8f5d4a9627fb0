import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { hashFile } from './hash-file.ts';
import { type Manifest, mismatch, type TreeItem } from './manifest.ts';

export interface Source {
  readonly tree: string;
  readonly manifest: Manifest;
  /** Files touched since then are compared with their digest while they are copied. */
  readonly since: number;
  /** Compares all of them. */
  readonly whole: boolean;
}

/** How many files are compared that nobody touched: enough to notice a dying disk sooner or later. */
const samples = 32;

/**
 * Makes a copy of a tree that exists in the directory `to`, sharing blocks where the file system can.
 * @throws TreeMismatch where the source is not what its manifest says.
 */
export function copyTree(source: Source, to: string): void {
  const { items, files } = source.manifest;
  for (const item of items) {
    const sampled = source.whole || Math.random() * files < samples;
    copyItem(source, item, to, sampled);
  }
  for (const item of items.toReversed()) if (item.type === 'directory') finishDirectory(item, to);
}

/** Copies one item; the mode of a directory is set when all of it is there, by `finishDirectory`. */
export function copyItem({ tree, since }: Source, item: TreeItem, to: string, compare: boolean): void {
  const { path, type, mode, size, modified, content } = item;
  const target = `${to}/${path}`;
  if (type === 'directory') {
    mkdirSync(target, 0o700);
    return;
  }
  if (type === 'link') {
    if (readlinkSync(`${tree}/${path}`) !== content) throw mismatch(`link ${path} has another target`);
    symlinkSync(content, target);
    return;
  }
  const stat = lstatSync(`${tree}/${path}`);
  if (!stat.isFile() || stat.size !== size) throw mismatch(`${path} has another size`);
  copyFileSync(`${tree}/${path}`, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  if ((compare || stat.ctimeMs >= since) && hashFile(target) !== content) {
    throw mismatch(`${path} has another content`);
  }
  if ((stat.mode & 0o7777) !== mode) chmodSync(target, mode);
  lutimesSync(target, modified / 1000, modified / 1000);
}

export function finishDirectory({ path, mode, modified }: TreeItem, to: string): void {
  chmodSync(`${to}/${path}`, mode);
  lutimesSync(`${to}/${path}`, modified / 1000, modified / 1000);
}
