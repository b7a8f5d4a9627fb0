import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readShallow } from './depth.ts';
import { isRefusedCommit } from './failure.ts';
import type { Mirror } from './mirror.ts';

/** How much is fetched along with a commit. */
export interface Amount {
  /** 0: the whole history, with all branches. */
  readonly depth: number;
  readonly tags: boolean;
  readonly filter: string | undefined;
}

/** Fetches commits by their ids; false where the server does not hand them out. */
export async function fetchCommits(
  mirror: Mirror,
  commits: readonly string[],
  amount: Amount,
): Promise<boolean> {
  const wanted = commits.map((commit) => `+${commit}:refs/commits/${commit}`);
  let said = '';
  try {
    await fetch(mirror, [...wanted, ...alongside(amount)], amount, (stderr) => {
      said = stderr;
    });
    return true;
  } catch (error) {
    if (isRefusedCommit(said)) return false;
    throw error;
  }
}

/** Fetches what refs point at now, into the same refs of the mirror. */
export async function fetchRefs(mirror: Mirror, refs: readonly string[], amount: Amount): Promise<void> {
  await fetch(mirror, [...new Set([...refs.map((ref) => `+${ref}:${ref}`), ...alongside(amount)])], amount);
}

function alongside({ depth, tags }: Amount): string[] {
  return [
    ...(depth === 0 ? ['+refs/heads/*:refs/heads/*'] : []),
    ...(tags ? ['+refs/tags/*:refs/tags/*'] : []),
  ];
}

async function fetch(
  mirror: Mirror,
  refspecs: readonly string[],
  { depth, filter }: Amount,
  onFailure: (stderr: string) => void = () => {},
): Promise<void> {
  const history = depth > 0 ? [`--depth=${depth}`] : (await isShallow(mirror)) ? ['--unshallow'] : [];
  const partial = filter === undefined ? [] : [`--filter=${filter}`];
  const options = ['--quiet', '--no-tags', '--prune', '--update-shallow', ...history, ...partial];
  await mirror.git(['fetch', ...options, '--', 'origin', ...refspecs], { onFailure });
  await rm(join(mirror.gitDir, 'FETCH_HEAD'), { force: true });
}

async function isShallow({ gitDir }: Mirror): Promise<boolean> {
  return (await readShallow(gitDir)).size > 0;
}
