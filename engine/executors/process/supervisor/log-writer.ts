import { close, open, write } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import type { MaskStream } from '@stepyard/contract/mask';

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
  const file = await openFile(path, 'ax', 0o600);
  let socket: Socket | undefined;
  let size = 0;
  let full = false;

  async function append(bytes: Uint8Array): Promise<void> {
    try {
      for (let rest = bytes; rest.length > 0 && !full; ) {
        const { bytesWritten } = await writeFile(file, rest);
        size += bytesWritten;
        rest = rest.subarray(bytesWritten);
      }
    } catch {
      // A full disk must not stop the step; it goes on without its log.
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
    close: () => closeFile(file),
  };
}
