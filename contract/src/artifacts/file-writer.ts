import { writev } from 'node:fs';

/** Writes a file while more of it comes. */
export interface FileWriter {
  /** Resolves when more may come. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when all is written. */
  end(): Promise<void>;
}

/** So much is written at once; a smaller file is sooner written without a writer. */
export const batchBytes = 1 << 20;

/** Writes to an open file from its start, by other threads; holds two batches at the most. */
export function createFileWriter(fd: number): FileWriter {
  let batch: Uint8Array[] = [];
  let gathered = 0;
  let position = 0;
  let writing: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    const [blocks, at] = [batch, position];
    position += gathered;
    batch = [];
    gathered = 0;
    await writing;
    writing = writeAll(fd, blocks, at);
    // Who awaits the next one, or the end, is told.
    writing.catch(() => undefined);
  }

  return {
    async write(bytes) {
      batch.push(bytes);
      gathered += bytes.length;
      if (gathered >= batchBytes) await flush();
    },
    async end() {
      await flush();
      await writing;
    },
  };
}

async function writeAll(fd: number, blocks: readonly Uint8Array[], position: number): Promise<void> {
  let left = blocks.filter((block) => block.length > 0);
  let at = position;
  while (left.length > 0) {
    const written = await write(fd, left, at);
    at += written;
    left = without(left, written);
  }
}

function write(fd: number, blocks: readonly Uint8Array[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(fd, blocks, position, (error, written) => (error ? reject(error) : resolve(written)));
  });
}

/** What is left of blocks after so many bytes. */
function without(blocks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  return blocks.flatMap((block) => {
    const rest = block.subarray(Math.min(skip, block.length));
    skip -= block.length - rest.length;
    return rest.length > 0 ? [rest] : [];
  });
}
