import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeFrame, firstLink, linkTo, magic } from './frame.ts';
import { readFrames } from './read-journal.ts';
import { syncDirectory } from './sync-directory.ts';

/** A file of frames that is only ever added to. */
export interface Journal {
  readonly path: string;
  /** Bytes, those that are not durable yet included. */
  readonly size: number;
  /** Adds a frame; resolves when it is durable. Frames that are added meanwhile share one write. */
  append(payload: string): Promise<void>;
  /** Resolves when all that was added is durable. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** Bytes of an unfinished write that were cut off the end, and where. */
  readonly truncated: { readonly offset: number; readonly bytes: number } | undefined;
}

/** Makes a journal that must not exist yet; it is durable with its first frame. */
export async function createJournal(path: string): Promise<Journal> {
  const handle = await open(path, 'wx', 0o600);
  return writeJournal(path, handle, { size: 0, link: firstLink, start: magic });
}

/**
 * Opens a journal, hands over its frames in order and goes on behind them.
 * @throws DamagedJournal naming the offset.
 */
export async function openJournal(path: string, each: (payload: string) => void): Promise<OpenedJournal> {
  const handle = await open(path, 'r+');
  try {
    const { end, link, torn } = readFrames(path, await handle.readFile(), each);
    if (torn > 0) {
      await handle.truncate(end);
      await handle.datasync();
    }
    const start = end === 0 ? magic : undefined;
    return {
      journal: writeJournal(path, handle, { size: end, link, start }),
      truncated: torn > 0 ? { offset: end, bytes: torn } : undefined,
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Tail {
  readonly size: number;
  readonly link: string;
  /** Not written yet: goes before the first frame. */
  readonly start: Buffer | undefined;
}

function writeJournal(path: string, handle: FileHandle, tail: Tail): Journal {
  let pending: Buffer[] = tail.start === undefined ? [] : [tail.start];
  let { link, size: written } = tail;
  let size = written + (tail.start?.length ?? 0);
  let isNew = tail.start !== undefined;
  let last: Promise<void> = Promise.resolve();
  let batch: Promise<void> | undefined;

  async function commit(): Promise<void> {
    await new Promise(setImmediate);
    batch = undefined;
    const bytes = Buffer.concat(pending);
    pending = [];
    await writeAll(handle, bytes, written);
    await handle.datasync();
    if (isNew) await syncDirectory(dirname(path));
    isNew = false;
    written += bytes.length;
  }

  return {
    path,
    get size() {
      return size;
    },
    append(payload) {
      const frame = encodeFrame(payload, link);
      link = linkTo(frame);
      size += frame.length;
      pending.push(frame);
      // After a failed write nothing more may be written: what is on the disk is not known.
      batch ??= last = last.then(commit);
      return batch;
    },
    flush: () => last,
    async close() {
      await last.catch(() => {});
      await handle.close();
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
