import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, readSync, type Stats } from 'node:fs';
import type { PackEntry, PackSource } from './entry.ts';
import { header, indexAndFooter } from './pack-index.ts';

export interface Packing {
  /** The pack, in blocks of up to 1 MiB. Read once. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What was packed so far; whole when `bytes` has ended. */
  readonly entries: readonly PackEntry[];
}

const blockBytes = 1 << 20;

/**
 * Packs files into one object: a header, the contents one after another, the index, a footer.
 * Holds one block in memory; a file that grows meanwhile is kept as long as it was when it was opened.
 */
export function packArtifacts(files: Iterable<PackSource>): Packing {
  const entries: PackEntry[] = [];
  return { bytes: blocks(files, entries), entries };
}

async function* blocks(files: Iterable<PackSource>, entries: PackEntry[]): AsyncGenerator<Uint8Array> {
  let block = Buffer.allocUnsafe(blockBytes);
  let used = header.copy(block);
  let offset = used;
  for (const file of files) {
    try {
      const stats = fstatSync(file.fd);
      if (stats.size <= block.length - used) {
        const size = readFully(file.fd, block, used, stats.size);
        entries.push(entryOf(file, stats, offset, size, hash('sha256', block.subarray(used, used + size))));
        used += size;
        offset += size;
        continue;
      }
      const digest = createHash('sha256');
      let size = 0;
      while (size < stats.size) {
        const read = readFully(file.fd, block, used, Math.min(block.length - used, stats.size - size));
        if (read === 0) break;
        digest.update(block.subarray(used, used + read));
        size += read;
        used += read;
        if (used === block.length) {
          yield block;
          block = Buffer.allocUnsafe(blockBytes);
          used = 0;
        }
      }
      entries.push(entryOf(file, stats, offset, size, digest.digest('hex')));
      offset += size;
    } finally {
      closeSync(file.fd);
    }
  }
  yield block.subarray(0, used);
  yield indexAndFooter(entries, offset);
}

/** Reads until the length or the end of the file; gives how much it was. */
function readFully(fd: number, into: Buffer, at: number, length: number): number {
  let read = 0;
  while (read < length) {
    const more = readSync(fd, into, at + read, length - read, null);
    if (more === 0) break;
    read += more;
  }
  return read;
}

function entryOf(file: PackSource, stats: Stats, offset: number, size: number, sha256: string): PackEntry {
  const updatedAt = stats.mtime.toISOString();
  return { name: file.name, offset, size, sha256, updatedAt, mode: stats.mode & 0o777, type: file.type };
}
