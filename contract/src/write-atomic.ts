import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface WriteAtomicOptions {
  /** Permission bits; default 0644. */
  readonly mode?: number;
  /** Waits until the content is on the disk before the file has its name. */
  readonly durable?: true;
}

/**
 * Writes a file so that a reader sees the old content or the new one, never a part of it.
 * Synchronous, so that it works while the process ends.
 */
export function writeAtomic(
  path: string,
  content: string | Uint8Array,
  { mode = 0o644, durable }: WriteAtomicOptions = {},
): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openNew(temporary, mode);
    try {
      writeFileSync(file, content);
      if (durable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A file that a killed process of the same number left would keep its mode. */
function openNew(path: string, mode: number): number {
  try {
    return openSync(path, 'wx', mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    rmSync(path, { force: true });
    return openSync(path, 'wx', mode);
  }
}
