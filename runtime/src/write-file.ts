import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file so that a reader sees the old content or the new one, never a part of it.
 * `durable` also waits for the disk. Synchronous, so that it works while the process ends.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array, durable = false): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openAt(temporary);
  try {
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    if (durable) fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(temporary, path);
}

function openAt(path: string): number {
  try {
    return openSync(path, 'w', 0o644);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'w', 0o644);
  }
}
