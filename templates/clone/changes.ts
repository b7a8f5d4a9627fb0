import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commit } from '@stepyard/events';
import type { CloneStep } from './access.ts';
import { toTime } from './facts.ts';
import type { Amount } from './fetch.ts';
import type { Mirror } from './mirror.ts';
import { joinHistories } from './obtain.ts';
import type { Repository } from './repository.ts';
import type { Place } from './work-tree.ts';

/** From which state to which changes are listed. */
export interface ChangesWish extends Amount {
  readonly since: string;
  readonly commit: string;
  /** The author named the state to list from, so it should be there. */
  readonly asked: boolean;
}

/** Writes which commits came since, and gives the file; none where the history no longer leads there. */
export async function findChanges(
  step: CloneStep,
  mirror: Mirror,
  wish: ChangesWish,
  { gitDir }: Place,
): Promise<(() => Promise<string>) | undefined> {
  const { since, commit, asked } = wish;
  if (!(await joinHistories(mirror, commit, since, wish))) {
    const text = `No changes are listed: the repository does not have ${since}, from which to list them.`;
    if (asked) step.warn(text);
    else step.log.info(text);
    return undefined;
  }
  const commits = await listChanges(mirror, since, commit);
  step.log.info(`${commits.length} commits since ${since}`);
  return async () => {
    const file = join(gitDir, 'stepyard-changes.json');
    await writeFile(file, `${JSON.stringify(commits, undefined, 1)}\n`);
    return file;
  };
}

/** The commits that `commit` has and `since` has not, newest first, as an event lists them. */
export async function listChanges({ git }: Repository, since: string, commit: string): Promise<Commit[]> {
  const format = '--format=%H%x00%ct%x00%an%x00%ae%x00%B%x00';
  const args = ['log', '-z', '--no-color', '--no-decorate', `--max-count=${most}`, format];
  const { stdout } = await git([...args, `${since}..${commit}`, '--'], { keep: 256 * 1024 * 1024 });
  const fields = stdout.split('\0');
  const commits: Commit[] = [];
  // Five fields and the empty one that -z ends a commit with.
  for (let at = 0; at + fieldsEach <= fields.length; at += fieldsEach) {
    const [id = '', time = '', name = '', email = '', message = ''] = fields.slice(at, at + fieldsEach);
    commits.push({ id, message: message.replace(/\n+$/, ''), author: { name, email }, time: toTime(time) });
  }
  return commits;
}

const fieldsEach = 6;
const most = 10_000;
