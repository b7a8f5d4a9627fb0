import { appendFile, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { configText, type Setting } from './config-text.ts';
import type { Git } from './git.ts';
import { partialSettings } from './mirror.ts';
import { type ObjectFormat, type Repository, repositoryAt } from './repository.ts';

/** Where a repository and its files are put. */
export interface Place {
  readonly workTree: string;
  readonly gitDir: string;
}

export interface Origin {
  readonly url: string;
  readonly filter: string | undefined;
  readonly format: ObjectFormat;
}

/** Makes the directory ready: empty if `clean`, in any case without a repository of before. */
export async function makeRoom({ workTree }: Place, clean: boolean): Promise<void> {
  const found = await lstat(workTree).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) await rm(workTree);
  await mkdir(workTree, { recursive: true });
  const names = clean ? await readdir(workTree) : ['.git'];
  await Promise.all(names.map((name) => rm(join(workTree, name), { recursive: true, force: true })));
}

/**
 * Makes an empty repository that knows where it came from, and no credential. It is what `git init` makes with an
 * empty template, which costs as much time as all else that happens until the files are written.
 */
export async function initRepository(
  git: Git,
  { gitDir }: Place,
  origin: Origin,
  branch: string | undefined,
  more: readonly Setting[],
): Promise<Repository> {
  const directories = ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'];
  await Promise.all(directories.map((name) => mkdir(join(gitDir, name), { recursive: true })));
  await writeFile(join(gitDir, 'config'), configText([...localSettings(origin, branch), ...more]));
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/main\n');
  return repositoryAt(git, gitDir);
}

function localSettings({ url, filter, format }: Origin, branch: string | undefined): Setting[] {
  const extended = format === 'sha256' || filter !== undefined;
  const folds = process.platform === 'darwin';
  return [
    ['core.repositoryFormatVersion', extended ? '1' : '0'],
    ['core.fileMode', 'true'],
    ['core.bare', 'false'],
    ['core.logAllRefUpdates', 'true'],
    ...(folds
      ? ([
          ['core.ignoreCase', 'true'],
          ['core.precomposeUnicode', 'true'],
        ] as const)
      : []),
    ...(format === 'sha256' ? [['extensions.objectFormat', format] as const] : []),
    ['remote.origin.url', url],
    ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    ...(filter === undefined ? [] : partialSettings(filter)),
    ...(branch === undefined ? [] : tracking(branch)),
  ];
}

function tracking(branch: string): Setting[] {
  return [
    [`branch.${branch}.remote`, 'origin'],
    [`branch.${branch}.merge`, `refs/heads/${branch}`],
  ];
}

/** Points `HEAD` at the branch, else at the commit itself. */
export async function writeHead(gitDir: string, commit: string, branch: string | undefined): Promise<void> {
  await writeFile(join(gitDir, 'HEAD'), branch === undefined ? `${commit}\n` : `ref: refs/heads/${branch}\n`);
}

/** Limits the working tree to these directories (cone mode). */
export async function writeSparse(
  repository: Repository,
  { workTree, gitDir }: Place,
  paths: readonly string[],
) {
  await appendFile(
    join(gitDir, 'config'),
    configText([
      ['core.sparseCheckout', 'true'],
      ['core.sparseCheckoutCone', 'true'],
    ]),
  );
  const lines = paths.map((path) => `${/["\\]/.test(path) ? JSON.stringify(path) : path}\n`);
  await repository.git(['sparse-checkout', 'set', '--stdin'], { workTree, stdin: lines.join('') });
}

/** Writes the files of the commit; those of the same name that are there are replaced. */
export async function checkOut(
  repository: Repository,
  { workTree }: Place,
  commit: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await repository.git(['read-tree', '--reset', '-u', commit], { workTree, env });
}

/** @throws StepError INPUT_INVALID for a path that is not below the repository. */
export function assertSparse(paths: readonly string[]): void {
  const wrong = paths.find((path) => path.startsWith('/') || path.split('/').includes('..'));
  if (wrong === undefined) return;
  throw new StepError(
    'INPUT_INVALID',
    `\`sparse\` must hold paths below the repository, got ${JSON.stringify(wrong)}.`,
    {
      hint: 'Give directories as the repository has them, for instance services/booking.',
    },
  );
}
