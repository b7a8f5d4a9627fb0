import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { boundary, readShallow } from './depth.ts';
import { type Amount, fetchCommits, fetchRefs } from './fetch.ts';
import type { Mirror } from './mirror.ts';
import type { Repository } from './repository.ts';

/** What the mirror must hold before the working tree can be made. */
export interface Wish extends Amount {
  readonly commit: string;
  /** Full ref that leads to the commit, for servers that hand out no commit by its id. */
  readonly ref: string | undefined;
}

/**
 * Makes the mirror hold the commit with as much history as is wished; asks the server only for what is missing.
 * Gives whether anything was asked for.
 */
export async function obtain(mirror: Mirror, wish: Wish): Promise<boolean> {
  if (!wish.tags && (await holds(mirror, wish))) return false;
  const found = await fetchCommits(mirror, [wish.commit], wish);
  if (!found) await search(mirror, wish);
  return true;
}

/** Deepens until the histories of both commits meet and nothing between them is left out. */
export async function joinHistories(
  mirror: Mirror,
  commit: string,
  other: string,
  amount: Amount,
): Promise<boolean> {
  for (const depth of [...steps(amount.depth), 0]) {
    if (await areJoined(mirror, commit, other)) return true;
    if (!(await fetchCommits(mirror, [commit, other], { ...amount, depth }))) return false;
  }
  return await areJoined(mirror, commit, other);
}

async function holds(mirror: Mirror, wish: Wish): Promise<boolean> {
  const { commit, depth, filter } = wish;
  if (!mirror.warm || !(await isWhole(mirror, commit, filter))) return false;
  return (await boundary(mirror, commit, depth)) !== undefined;
}

/** A ref of its own is made only once all that the commit needs is there; else what it needs is looked for. */
async function isWhole(
  { gitDir, git }: Repository,
  commit: string,
  filter: string | undefined,
): Promise<boolean> {
  const whole: readonly string[] = await readdir(join(gitDir, 'refs/commits')).catch(() => []);
  if (whole.includes(commit)) return true;
  const shallow = await readShallow(gitDir);
  // Nothing but single commits: another one cannot be among them.
  if (filter !== undefined || (whole.length > 0 && whole.every((id) => shallow.has(id)))) return false;
  const args = ['rev-list', '--quiet', '--objects', commit, '--not', '--all', '--'];
  return (await git(args, { accept: 'any' })).status === 0;
}

/** Fetches more and more of the history until the commit is in it. */
async function search(mirror: Mirror, wish: Wish): Promise<void> {
  const refs = wish.ref === undefined ? ['refs/heads/*', 'refs/tags/*'] : [wish.ref];
  for (const depth of [...steps(wish.depth), 0]) {
    await fetchRefs(mirror, refs, { ...wish, depth });
    if (await isWithin(mirror, wish)) {
      await mirror.git(['update-ref', '--', `refs/commits/${wish.commit}`, wish.commit]);
      return;
    }
    if ((await readShallow(mirror.gitDir)).size === 0) break;
  }
  throw noCommit(wish);
}

async function isWithin(mirror: Mirror, { commit, depth }: Wish): Promise<boolean> {
  const { status } = await mirror.git(['cat-file', '-e', `${commit}^{commit}`], { accept: 'any' });
  return status === 0 && (await boundary(mirror, commit, depth)) !== undefined;
}

async function areJoined(mirror: Mirror, commit: string, other: string): Promise<boolean> {
  const shallow = await readShallow(mirror.gitDir);
  const range = ['rev-list', `${commit}...${other}`, '--'];
  const { status, stdout } = await mirror.git(range, { accept: 'any', keep: 256 * 1024 * 1024 });
  if (status !== 0) return false;
  return shallow.size === 0 || !stdout.split('\n').some((id) => shallow.has(id));
}

/** Depths to try one after another, each five times the one before; the whole history comes after them. */
function steps(depth: number): number[] {
  return [50, 250, 1250, 6250].filter((step) => depth > 0 && step > depth);
}

function noCommit({ commit, ref }: Wish): StepError {
  const where = ref === undefined ? 'in the repository' : `in the history of ${ref}`;
  return new StepError('NOT_FOUND', `the commit ${commit} is not ${where}.`, {
    hint: 'Check the commit; after a forced push it may be gone. Without it the newest one is taken.',
  });
}
