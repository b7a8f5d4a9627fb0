import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Copies the files of a package into a directory; fetched once by `npm pack` into the place for temporary files. */
export function copyPublishedPackage(name: string, version: string, to: string): void {
  const kept = join(tmpdir(), `stepyard-npm-${name.replaceAll('/', '-')}-${version}`);
  if (!existsSync(kept)) fetchInto(kept, `${name}@${version}`);
  cpSync(join(kept, 'package'), to, { recursive: true });
}

function fetchInto(kept: string, spec: string): void {
  const making = `${kept}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    const packed = execFileSync('npm', ['pack', '--silent', spec], { cwd: making, encoding: 'utf8' }).trim();
    execFileSync('tar', ['xzf', packed], { cwd: making });
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw new Error(`\`npm pack ${spec}\` failed: let this machine reach the registry of npm.`, {
      cause: error,
    });
  }
  if (!existsSync(kept)) renameSync(making, kept);
  rmSync(making, { recursive: true, force: true });
}
