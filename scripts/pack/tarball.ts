import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-files.ts';

export type PackageJson = Readonly<Record<string, unknown>>;

export function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

/** Fills a folder with a package's description and licence, packs it, and gives the tarball's path. */
export function writeTarball(folder: string, description: PackageJson, to: string): string {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
  writeFileSync(join(folder, 'LICENSE'), readFileSync(join(root, 'LICENSE')));
  mkdirSync(to, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', to];
  const said: unknown = JSON.parse(
    execFileSync('npm', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 }),
  );
  const found = [said]
    .flat()
    .flatMap((one) => Object.values(asRecord(one)).flatMap((value) => names(value, one)));
  const [name] = found;
  if (name === undefined) throw new Error(`npm pack told no file for ${folder}.`);
  return join(to, name);
}

/** npm tells it as `[{ filename }]`, newer ones as `{ NAME: { filename } }`. */
function names(value: unknown, one: unknown): string[] {
  const own = asRecord(one).filename;
  if (typeof own === 'string') return [own];
  const inner = asRecord(value).filename;
  return typeof inner === 'string' ? [inner] : [];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
