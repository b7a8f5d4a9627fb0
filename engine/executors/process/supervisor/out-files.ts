import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Masker } from '@stepyard/contract/mask';
import { outFiles } from '@stepyard/contract/names';

/** What a step may have written for others to read is at most this long; more of it is not looked at. */
const longest = 16 * 2 ** 20;

/** Masks the files that a step left in `STEPYARD_OUT`, and their names, for steps that do not do so themselves. */
export function maskOutFiles(out: string, masker: Masker): void {
  for (const directory of [out, join(out, outFiles.outputDirectory)]) {
    for (const name of namesIn(directory)) {
      maskFile(join(directory, maskName(directory, name, masker)), masker);
    }
  }
}

/** The text of a regular file that a step wrote: no link, no pipe, not too long. */
export function readOutFile(path: string, most = longest): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    return stat.isFile() && stat.size <= most ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A name is told where it is that of no output. */
function maskName(directory: string, name: string, masker: Masker): string {
  const masked = masker.mask(name);
  if (masked === name) return name;
  try {
    renameSync(join(directory, name), join(directory, masked));
  } catch {
    rmSync(join(directory, name), { force: true });
  }
  return masked;
}

function maskFile(path: string, masker: Masker): void {
  const text = readOutFile(path);
  if (text === undefined) return;
  const masked = masker.mask(text);
  if (masked === text) return;
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, masked, { flag: 'wx', mode: 0o600 });
    renameSync(draft, path);
  } catch {
    // A full disk: rather nothing than a secret.
    rmSync(draft, { force: true });
    rmSync(path, { force: true });
  }
}

function namesIn(directory: string): string[] {
  try {
    if (!lstatSync(directory).isDirectory()) return [];
    chmodSync(directory, 0o700);
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}
