import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-files.ts';

/**
 * Versions and checksums of all that images take from elsewhere: `npm NAME VERSION INTEGRITY`, `go ARCH NAME VERSION
 * SHA256` of the built program, and for each image `IMAGE deb ARCH NAME VERSION SHA256`.
 */
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

export interface LockedTool {
  readonly version: string;
  /** Of the program that is built from its module. */
  readonly sha256: string;
}

/** The Go program that images take, as the lock names it. */
export function lockedTool(wanted: string, architecture: string): LockedTool {
  for (const line of readFileSync(lockFile, 'utf8').split('\n')) {
    const [kind, arch, name, version, sha256] = line.split(' ');
    if (kind === 'go' && arch === architecture && name === wanted && version && sha256)
      return { version, sha256 };
  }
  throw new Error(`runtime/tools.lock has no line \`go ${architecture} ${wanted} VERSION SHA256\`. Add it.`);
}

/** The lines of one image, as its build wants them. */
export function lockOf(image: string): string {
  const lines = readFileSync(lockFile, 'utf8').split('\n');
  const own = lines.filter((line) => line.startsWith(`${image} deb `));
  return own.map((line) => line.slice(image.length + 1)).join('\n');
}

/** Puts the lines that the build of an image found, unchecked, in the place of those of the same packages. */
export function relock(image: string, found: readonly string[]): void {
  const lines = new Map(
    readFileSync(lockFile, 'utf8')
      .split('\n')
      .map((line) => [subject(line), line]),
  );
  for (const each of found) lines.set(subject(`${image} ${each}`), `${image} ${each}`);
  const all = [...lines.values()].filter((line) => line !== '').sort();
  writeFileSync(lockFile, `${all.join('\n')}\n`);
}

/** All of a line but version and checksum. */
function subject(line: string): string {
  return line.split(' ').slice(0, -2).join(' ');
}
