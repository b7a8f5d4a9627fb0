import { close, open, write } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import type { MaskStream } from '@stepyard/contract/mask';
import { removeTree } from '../../remove-tree.ts';

const openFile = promisify(open);
const closeFile = promisify(close);
const writeFile = promisify(write);

/** Copies what a step prints to its log, masked, no faster than the disk takes it. */
export interface LogWriter {
  /** Adds a text of ours behind what was written so far; only before `copy` or after it has ended. */
  say(text: string): Promise<void>;
  /** Resolves at the end of the pipe; `stop` cuts it off. */
  copy(read: number): Promise<void>;
  stop(): void;
  size(): number;
  close(): Promise<void>;
}

export async function openLog(path: string, mask: MaskStream, onSize: () => void): Promise<LogWriter> {
  const file = await openNew(path);
  let socket: Socket | undefined;
  let size = 0;
  // A full disk, or a directory that a step has put out of order, must not stop the step: it goes on without log.
  let full = file === undefined;

  async function append(bytes: Uint8Array): Promise<void> {
    try {
      for (let rest = bytes; rest.length > 0 && !full; ) {
        const { bytesWritten } = await writeFile(file ?? -1, rest);
        size += bytesWritten;
        rest = rest.subarray(bytesWritten);
      }
    } catch {
      full = true;
    }
    onSize();
  }

  return {
    async say(text) {
      await append(Buffer.concat([mask.push(Buffer.from(text)), mask.flush()]));
    },
    async copy(read) {
      socket = new Socket({ fd: read, readable: true, writable: false });
      try {
        for await (const chunk of socket) await append(mask.push(chunk));
      } catch {
        // Cut off.
      }
      await append(mask.flush());
    },
    stop: () => socket?.destroy(),
    size: () => size,
    close: async () => {
      if (file !== undefined) await closeFile(file);
    },
  };
}

/** Only another step can have put something there before: the directory was made for this attempt. */
async function openNew(path: string): Promise<number | undefined> {
  try {
    return await openFile(path, 'ax', 0o600);
  } catch {
    await removeTree(path).catch(() => {});
    return openFile(path, 'ax', 0o600).catch(() => undefined);
  }
}
