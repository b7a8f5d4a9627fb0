import { createHash, hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * A file, directory or link of a tree; everything else (sockets, devices, pipes) is not kept. A layer of an overlay
 * has besides what marks a path as removed.
 */
export interface TreeItem {
  /** Relative, with `/`. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'link' | 'whiteout';
  /** Permission bits; set-uid, set-gid and sticky are not kept. */
  readonly mode: number;
  readonly size: number;
  /** Milliseconds. */
  readonly modified: number;
  /** SHA-256 of a file, target of a link, `opaque` for a directory of a layer that hides those beneath it. */
  readonly content: string;
}

/** What a tree consists of; the digest covers paths, types, modes and contents, not times. */
export interface Manifest {
  readonly items: readonly TreeItem[];
  readonly digest: string;
  readonly bytes: number;
  readonly files: number;
}

/** Puts items in order and computes what they amount to. */
export function toManifest(items: TreeItem[]): Manifest {
  items.sort((a, b) => (a.path < b.path ? -1 : 1));
  const sum = createHash('sha256');
  let bytes = 0;
  let files = 0;
  for (const { path, type, mode, size, content } of items) {
    sum.update(`${type} ${mode.toString(8)} ${size} ${content.length} ${content} ${path}\0`);
    bytes += size;
    if (type === 'file' || type === 'link') files += 1;
  }
  return { items, digest: sum.digest('hex'), bytes, files };
}

/** Writes a manifest and gives the SHA-256 of the file. */
export function writeManifest(path: string, manifest: Manifest): string {
  const rows = manifest.items.map(({ path, type, mode, size, modified, content }) =>
    JSON.stringify([path, type, mode, size, modified, content]),
  );
  const text = `${rows.join('\n')}\n`;
  writeFileSync(path, text, { mode: 0o600 });
  return hash('sha256', text, 'hex');
}

/** @throws TreeMismatch unless the file is byte for byte what was written. */
export function readManifest(path: string, sum: string): Manifest {
  const text = readFileSync(path);
  if (hash('sha256', text, 'hex') !== sum) throw mismatch(`${path} has another digest`);
  const rows = text.toString().split('\n').slice(0, -1);
  return toManifest(rows.map((row) => toItem(JSON.parse(row))));
}

/** Equal but for its times. */
export function isSame(item: TreeItem, kept: TreeItem | undefined): boolean {
  return (
    kept !== undefined &&
    item.type === kept.type &&
    item.mode === kept.mode &&
    item.size === kept.size &&
    item.content === kept.content
  );
}

/** Kept content is not what was written down of it. */
export function mismatch(what: string): Error {
  const error = new Error(`${what}.`);
  error.name = 'TreeMismatch';
  return error;
}

const types = ['file', 'directory', 'link', 'whiteout'] as const;

function isType(value: unknown): value is TreeItem['type'] {
  return types.some((type) => type === value);
}

/** The item of one row of a manifest. */
export function toItem(row: unknown): TreeItem {
  if (!Array.isArray(row)) throw mismatch('a row of a manifest is no list');
  const [path, type, mode, size, modified, content]: unknown[] = row;
  if (!isType(type)) throw mismatch('a type is unknown');
  return {
    path: String(path),
    type,
    mode: Number(mode),
    size: Number(size),
    modified: Number(modified),
    content: String(content),
  };
}
