import { createHash } from 'node:crypto';
import type { PackEntry } from '@stepyard/contract/artifacts';

/** What is said of a set besides its files. */
export interface Extent {
  readonly files: number;
  readonly bytes: number;
}

/** The SHA-256 of a set: that of what `sha256sum` prints of its files, in the order of their names' bytes. */
export function digestOf(entries: readonly PackEntry[]): string {
  const digest = createHash('sha256');
  const sorted = entries.map((entry) => ({ ...entry, bytes: Buffer.from(entry.name) }));
  sorted.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  for (const { name, sha256 } of sorted) digest.update(line(name, sha256));
  return digest.digest('hex');
}

/** How many files these are, and how large. */
export function extentOf(entries: readonly PackEntry[]): Extent {
  return { files: entries.length, bytes: entries.reduce((sum, { size }) => sum + size, 0) };
}

/** In words. */
export function extentText({ files, bytes }: Extent): string {
  return `${files} ${files === 1 ? 'file' : 'files'}, ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** A name with a line break or a backslash is escaped, and a backslash before the line says so. */
function line(name: string, sha256: string): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === name ? '' : '\\'}${sha256}  ${escaped}\n`;
}
