import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Masker } from '@stepyard/contract/mask';
import { outFiles } from '@stepyard/contract/names';
import { readArchive } from '../../docker/tar.ts';

/** What a step wrote for others to read is looked at up to here; as on every executor. */
const longest = 16 * 2 ** 20;
const mostFiles = 4_000;

/** Writes what a step left in `STEPYARD_OUT` into a directory of this machine, masked before it is written. */
export async function fetchOut(archive: Readable, directory: string, masker: Masker): Promise<void> {
  const draft = `${directory}.${crypto.randomUUID()}`;
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  let files = 0;
  await readArchive(archive, async ({ name, type, size = 0 }, content) => {
    const path = placeOf(name);
    if (path === undefined || type !== 'file' || size > longest || files === mostFiles) return;
    files += 1;
    const target = join(draft, masker.mask(path));
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    writeFileSync(target, masked(await buffer(content), masker), { flag: 'wx', mode: 0o600 });
  });
  try {
    renameSync(draft, directory);
  } catch {
    // Another scheduler was faster.
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Files stand in the directory itself, or in that of the outputs. */
function placeOf(name: string): string | undefined {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.some((part) => part === '..' || part.includes('\0'))) return undefined;
  const deep = parts.length === 2 && parts[0] === outFiles.outputDirectory;
  return parts.length === 1 || deep ? parts.join('/') : undefined;
}

function masked(bytes: Buffer, masker: Masker): Buffer | string {
  const text = bytes.toString();
  const clean = masker.mask(text);
  return clean === text ? bytes : clean;
}
