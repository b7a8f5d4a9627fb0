import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-files.ts';

/** Versions and checksums of all that images take from elsewhere: `deb ARCH NAME VERSION SHA256`, `npm NAME VERSION INTEGRITY`. */
export const lockFile = join(root, 'runtime/tools.lock');

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** The npm package that images take, as the lock names it. */
export function lockedPackage(wanted: string): LockedPackage {
  for (const line of readFileSync(lockFile, 'utf8').split('\n')) {
    const [kind, name, version, integrity] = line.split(' ');
    if (kind === 'npm' && name === wanted && version !== undefined && integrity !== undefined)
      return { name, version, integrity };
  }
  throw new Error(`runtime/tools.lock has no line \`npm ${wanted} VERSION INTEGRITY\`. Add it.`);
}

/** Puts the lines that a build without the lock found in the place of those of the same packages. */
export function relock(found: readonly string[]): void {
  const lines = new Map(
    readFileSync(lockFile, 'utf8')
      .split('\n')
      .map((line) => [subject(line), line]),
  );
  for (const line of found) lines.set(subject(line), line);
  const all = [...lines.values()].filter((line) => line !== '').sort();
  writeFileSync(lockFile, `${all.join('\n')}\n`);
}

/** Kind, architecture and name; of an npm package kind and name. */
function subject(line: string): string {
  return line.split(' ').slice(0, -2).join(' ');
}
