import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../source-files.ts';
import { lockedPackage } from './lock.ts';

const execute = promisify(execFile);
const kept = join(root, 'node_modules/.cache/stepyard-packages');

/** The folder of an npm package that the lock names, fetched once and checked; an installed one was checked by npm. */
export async function fetchPackage(wanted: string): Promise<string> {
  const { name, version, integrity } = lockedPackage(wanted);
  const installed = join(root, 'node_modules', name);
  if (versionOf(installed) === version) return installed;
  const folder = join(kept, `${name.replace('/', '-')}-${version}`);
  if (existsSync(folder)) return folder;
  const scratch = mkdtempSync(join(tmpdir(), 'stepyard-package-'));
  try {
    const args = ['pack', `${name}@${version}`, '--silent', '--pack-destination', scratch];
    const { stdout } = await execute('npm', args, { cwd: scratch });
    const archive = join(scratch, stdout.trim().split('\n').at(-1) ?? '');
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (found !== integrity) {
      throw new Error(
        `The package ${name}@${version} has the integrity ${found}, runtime/tools.lock says ${integrity}. Do not use it before that is understood.`,
      );
    }
    await execute('tar', ['-xzf', archive, '-C', scratch]);
    mkdirSync(kept, { recursive: true });
    const fresh = `${folder}.${process.pid}`;
    cpSync(join(scratch, 'package'), fresh, { recursive: true });
    if (existsSync(folder)) rmSync(fresh, { recursive: true });
    else renameSync(fresh, folder);
    return folder;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function versionOf(folder: string): unknown {
  const file = join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}
