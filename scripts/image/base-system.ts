import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { docker, imageId } from './engine.ts';

const execute = promisify(execFile);

/** What the Dockerfiles start from; another of the same kind may be named by STEPYARD_BASE_SYSTEM. */
export const baseSystem = process.env.STEPYARD_BASE_SYSTEM ?? 'node:24-bookworm-slim';

/** Sees to it that the engine has the official image, or one made alike where it cannot be pulled. */
export async function provideBaseSystem(say: (line: string) => void): Promise<void> {
  if (await imageId(baseSystem)) return;
  const pulled = await docker('pull', '--quiet', baseSystem).then(
    () => true,
    () => false,
  );
  if (pulled) return;
  say(`${baseSystem} is not here and cannot be pulled: making one of Debian's packages and this Node …`);
  const scratch = mkdtempSync(join(tmpdir(), 'stepyard-base-'));
  try {
    await debian(join(scratch, 'base.tar'));
    copyFileSync(process.execPath, join(scratch, 'node'));
    chmodSync(join(scratch, 'node'), 0o755);
    writeFileSync(join(scratch, 'Dockerfile'), dockerfile);
    await docker('build', '--quiet', '--tag', baseSystem, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const dockerfile = 'FROM scratch\nADD base.tar /\nCOPY node /usr/local/bin/node\nCMD ["node"]\n';

/** As small as the official slim image: no manual pages, no translations, of documents the licences only. */
async function debian(archive: string): Promise<void> {
  const options = [
    'path-exclude=/usr/share/man/*',
    'path-exclude=/usr/share/locale/*',
    'path-exclude=/usr/share/doc/*',
    'path-include=/usr/share/doc/*/copyright',
  ].map((option) => `--dpkgopt=${option}`);
  const args = ['--variant=minbase', '--include=ca-certificates', ...options, 'bookworm', archive];
  await execute('mmdebstrap', args, { env: { ...process.env, SOURCE_DATE_EPOCH: '0' } }).catch((cause) => {
    throw new Error(
      `The base system cannot be made: ${cause.code === 'ENOENT' ? 'mmdebstrap is not installed' : cause.message}. Install mmdebstrap (Debian, as root), or give the engine a network to pull ${baseSystem} from.`,
      { cause },
    );
  });
}
