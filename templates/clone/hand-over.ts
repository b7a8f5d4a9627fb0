import { pathToFileURL } from 'node:url';
import type { Amount } from './fetch.ts';
import type { Mirror } from './mirror.ts';
import { type CopyLimits, shareObjects } from './objects.ts';
import type { Repository } from './repository.ts';

/** Which commits must be whole in the repository. */
export interface HandOver extends Amount {
  readonly commit: string;
  /** Commit whose files are written; another one if the two are to be merged. */
  readonly start: string;
}

/** Gives the repository what it needs of the mirror, in the cheapest way that leaves no tie between them. */
export async function handOver(
  mirror: Mirror,
  repository: Repository,
  wish: HandOver,
  mayLink: boolean,
  limits?: CopyLimits,
): Promise<void> {
  if (await shareObjects(mirror.gitDir, repository.gitDir, mayLink, limits)) return;
  const { commit, start, depth, tags } = wish;
  const history = depth > 0 && start === commit ? [`--depth=${depth}`] : [];
  const branches = depth === 0 ? ['+refs/heads/*:refs/remotes/origin/*'] : [];
  const refs = [...new Set([commit, start]), ...branches, ...(tags ? ['+refs/tags/*:refs/tags/*'] : [])];
  const from = pathToFileURL(mirror.gitDir).href;
  await repository.git(
    ['fetch', '--quiet', '--no-tags', '--update-shallow', ...history, '--', from, ...refs],
    {
      env: { GIT_ALLOW_PROTOCOL: 'file' },
    },
  );
}
