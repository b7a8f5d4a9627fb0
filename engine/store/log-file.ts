import { type FileHandle, mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of a log in one file; a full one is never written again. */
export const chunkSize = 4 * 1024 * 1024;

/** Every so many lines the index has the offset of one. */
export const linesPerEntry = 256;

const entrySize = 8;

/** The file that holds the byte at an offset. */
export function chunkPath(directory: string, offset: number): string {
  return join(directory, `${String(Math.floor(offset / chunkSize)).padStart(6, '0')}.log`);
}

/** How many bytes a log has; nothing where there is none. */
export async function logSize(directory: string): Promise<number | undefined> {
  const chunks = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.log')).sort();
  const last = chunks.at(-1);
  if (last === undefined) return undefined;
  const { size } = await stat(join(directory, last));
  return Number.parseInt(last, 10) * chunkSize + size;
}

/** Reads some bytes of a log; less than asked for at its end. */
export async function readBytes(directory: string, offset: number, length: number): Promise<Buffer> {
  const within = offset % chunkSize;
  const bytes = Buffer.allocUnsafe(Math.min(length, chunkSize - within));
  const handle = await openIfThere(chunkPath(directory, offset));
  if (handle === undefined) return Buffer.alloc(0);
  try {
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, within);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The nearest line at or before the wanted one whose offset is known. */
export async function findLine(directory: string, line: number): Promise<{ line: number; offset: number }> {
  const handle = await openIfThere(join(directory, 'lines'));
  if (handle === undefined) return { line: 0, offset: 0 };
  try {
    const entries = Math.floor((await handle.stat()).size / entrySize);
    const entry = Math.min(Math.floor(line / linesPerEntry), entries);
    if (entry === 0) return { line: 0, offset: 0 };
    const bytes = Buffer.alloc(entrySize);
    await handle.read(bytes, 0, entrySize, (entry - 1) * entrySize);
    return { line: entry * linesPerEntry, offset: bytes.readDoubleLE() };
  } finally {
    await handle.close();
  }
}

/** Adds bytes to a log and keeps its index; only one writer at a time. */
export interface LogAppender {
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Opens a log to go on behind its end; what a crash left out of the index is counted again. */
export async function openLogAppender(directory: string): Promise<LogAppender> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const index = await open(join(directory, 'lines'), 'a+', 0o600);
  let size = (await logSize(directory)) ?? 0;
  const known = await lastEntry(index, size);
  let lines = await indexRest(directory, index, known, size);
  let chunk: FileHandle | undefined;

  async function write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      if (size % chunkSize === 0) {
        await chunk?.close();
        chunk = undefined;
      }
      chunk ??= await open(chunkPath(directory, size), 'a', 0o600);
      const part = bytes.subarray(done, done + chunkSize - (size % chunkSize));
      await chunk.appendFile(part);
      size += part.length;
      done += part.length;
    }
  }

  return {
    get size() {
      return size;
    },
    async append(bytes) {
      const start = size;
      await write(bytes);
      const found = scan(bytes, start, lines);
      lines = found.lines;
      if (found.entries.length > 0) await index.appendFile(encode(found.entries));
    },
    async close() {
      await chunk?.close();
      await index.close();
    },
  };
}

interface Known {
  readonly line: number;
  readonly offset: number;
}

/** Entries behind the end of the log come from bytes that a crash has lost. */
async function lastEntry(index: FileHandle, size: number): Promise<Known> {
  let entries = Math.floor((await index.stat()).size / entrySize);
  const bytes = Buffer.alloc(entrySize);
  for (; entries > 0; entries -= 1) {
    await index.read(bytes, 0, entrySize, (entries - 1) * entrySize);
    if (bytes.readDoubleLE() <= size) break;
  }
  await index.truncate(entries * entrySize);
  return { line: entries * linesPerEntry, offset: entries === 0 ? 0 : bytes.readDoubleLE() };
}

async function indexRest(directory: string, index: FileHandle, known: Known, size: number): Promise<number> {
  let { line, offset } = known;
  while (offset < size) {
    const bytes = await readBytes(directory, offset, size - offset);
    if (bytes.length === 0) break;
    const found = scan(bytes, offset, line);
    line = found.lines;
    offset += bytes.length;
    await index.appendFile(encode(found.entries));
  }
  return line;
}

function scan(bytes: Uint8Array, offset: number, before: number): { lines: number; entries: number[] } {
  const entries: number[] = [];
  let lines = before;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    lines += 1;
    if (lines % linesPerEntry === 0) entries.push(offset + at + 1);
  }
  return { lines, entries };
}

function encode(entries: readonly number[]): Buffer {
  const bytes = Buffer.alloc(entries.length * entrySize);
  for (const [index, offset] of entries.entries()) bytes.writeDoubleLE(offset, index * entrySize);
  return bytes;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
