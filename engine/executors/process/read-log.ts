import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { LogChunk } from '../executor.ts';

const chunkBytes = 256 * 1024;

/** Reads a log that may grow: `grown` resolves when there may be more, with true when nothing will be added. */
export async function* readLog(
  path: string,
  offset: number,
  grown: () => Promise<boolean>,
): AsyncGenerator<LogChunk> {
  let file: FileHandle | undefined;
  let at = offset;
  try {
    for (let last = false; ; last = await grown()) {
      file ??= await openLog(path);
      for (let more = file !== undefined; more; ) {
        const buffer = Buffer.allocUnsafe(chunkBytes);
        const read = (await file?.read(buffer, 0, chunkBytes, at))?.bytesRead ?? 0;
        if (read > 0) yield { offset: at, bytes: buffer.subarray(0, read) };
        at += read;
        more = read === chunkBytes;
      }
      if (last) return;
    }
  } finally {
    await file?.close();
  }
}

/** The file, if it is one: a step can put a pipe in its place, which would block its reader, or a link. */
async function openLog(path: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => undefined);
  if (file === undefined || (await file.stat()).isFile()) return file;
  await file.close();
  return undefined;
}
