import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readShallow } from './depth.ts';
import type { Mirror } from './mirror.ts';

/**
 * Keeps a mirror quick over thousands of builds: joins small packs once there are many, and lets go of all but the
 * newest commits. What is done is proportional to what came in since, so no build waits for the whole repository.
 */
export async function maintain(mirror: Mirror, filter: string | undefined): Promise<void> {
  const names = await readdir(join(mirror.gitDir, 'objects/pack'));
  // The packs of a partial clone must stay apart: those from the server promise what they lack.
  if (filter === undefined && names.filter((name) => name.endsWith('.pack')).length > mostPacks) {
    await mirror.git(['repack', '-d', '--quiet', '--geometric=2'], { accept: 'any' });
  }
  const commits = await readdir(join(mirror.gitDir, 'refs/commits')).catch(() => []);
  if (commits.length > mostCommits) await forgetOld(mirror);
}

const mostPacks = 20;
const mostCommits = 200;
const keptCommits = 100;

async function forgetOld(mirror: Mirror): Promise<void> {
  const format = '--format=delete %(refname)';
  const { stdout } = await mirror.git([
    'for-each-ref',
    '--sort=-committerdate',
    format,
    '--',
    'refs/commits/',
  ]);
  const old = stdout.split('\n').slice(keptCommits);
  await mirror.git(['update-ref', '--stdin'], { stdin: old.join('\n') });
  // Also takes the commits that nothing leads to any more off the list that every fetch sends to the server.
  if ((await readShallow(mirror.gitDir)).size > keptCommits) await mirror.git(['prune', '--expire=now']);
}
