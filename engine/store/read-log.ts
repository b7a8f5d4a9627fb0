import { setTimeout as sleep } from 'node:timers/promises';
import { findLine, readBytes } from './log-file.ts';
import type { LogRange, StoredChunk } from './store.ts';

const readSize = 256 * 1024;
const pollMs = 100;

/** Reads a log from a byte or a line on, as many lines as wanted, and on and on where it is followed. */
export async function* readLog(directory: string, range: LogRange): AsyncGenerator<StoredChunk> {
  let offset = range.offset ?? (await offsetOfLine(directory, range.line ?? 0));
  let left = range.lines ?? Number.POSITIVE_INFINITY;
  for (let over = range.follow === undefined; left > 0; ) {
    const bytes = await readBytes(directory, offset, readSize);
    if (bytes.length > 0) {
      const { part, lines } = takeLines(bytes, left);
      left -= lines;
      yield { offset, bytes: part };
      offset += part.length;
    } else if (over) {
      return;
    } else {
      // Asked before the next look, so that what came in between is still read.
      over = (await range.follow?.()) ?? true;
      if (!over) await sleep(pollMs);
    }
  }
}

async function offsetOfLine(directory: string, line: number): Promise<number> {
  const known = await findLine(directory, line);
  let { offset } = known;
  let left = line - known.line;
  while (left > 0) {
    const bytes = await readBytes(directory, offset, readSize);
    if (bytes.length === 0) return offset;
    const { part, lines } = takeLines(bytes, left);
    left -= lines;
    offset += part.length;
  }
  return offset;
}

/** The beginning of some bytes with at most so many line ends. */
function takeLines(bytes: Buffer, most: number): { readonly part: Buffer; readonly lines: number } {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    lines += 1;
    if (lines === most) return { part: bytes.subarray(0, at + 1), lines };
  }
  return { part: bytes, lines };
}
