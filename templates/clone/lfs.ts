import { createHash } from 'node:crypto';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { CloneStep } from './access.ts';
import { configText, type Setting } from './config-text.ts';
import type { Git } from './git.ts';
import type { Repository } from './repository.ts';
import type { RemoteUrl } from './url.ts';
import type { Place } from './work-tree.ts';

/** Puts the large files in the place of their pointers; what was downloaded is kept for the next run. */
export async function pullLargeFiles(
  step: CloneStep,
  git: Git,
  repository: Repository,
  { workTree, gitDir }: Place,
  url: RemoteUrl,
): Promise<void> {
  const { status } = await git(['lfs', 'version'], { accept: 'any' });
  if (status !== 0) throw missing();
  await appendFile(join(gitDir, 'config'), configText(filterSettings));
  const store = join(await step.cache('mirror'), `${nameOf(url)}.lfs`);
  const set = [
    `lfs.storage=${store}`,
    ...(step.task?.untrusted === true ? [`lfs.url=${ownServer(url)}`] : []),
  ];
  await repository.git([...set.flatMap((setting) => ['-c', setting]), 'lfs', 'pull', 'origin'], { workTree });
  // git-lfs adds hooks of its own; they are for people who push.
  await rm(join(gitDir, 'hooks'), { recursive: true, force: true });
}

/** As `git lfs install` writes them: later commands in the workspace see the files as git-lfs means them. */
const filterSettings: readonly Setting[] = [
  ['filter.lfs.clean', 'git-lfs clean -- %f'],
  ['filter.lfs.smudge', 'git-lfs smudge -- %f'],
  ['filter.lfs.process', 'git-lfs filter-process'],
  ['filter.lfs.required', 'true'],
];

/** A directory for each repository: what one keeps is not given to another that merely names it. */
function nameOf({ href }: RemoteUrl): string {
  return createHash('sha256').update(href).digest('hex').slice(0, 24);
}

/** The server that git-lfs would take if the repository named none of its own. */
function ownServer({ href, scheme }: RemoteUrl): string {
  return scheme === 'file' ? href : `${href.replace(/\.git$/, '')}.git/info/lfs`;
}

function missing(): StepError {
  return new StepError('TOOL_MISSING', '`git-lfs` is not on the PATH, and `lfs` is on.', {
    hint: 'Install git-lfs, or use an image that has it.',
  });
}
