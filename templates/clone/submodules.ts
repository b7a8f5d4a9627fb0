import { appendFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { CloneStep } from './access.ts';
import { bringIn } from './bring-in.ts';
import { configText } from './config-text.ts';
import { createGit, type Git } from './git.ts';
import type { Repository } from './repository.ts';
import { repositoryAt } from './repository.ts';
import { assertRealDirectories, readSubmodules, refusal, type Submodule } from './submodule-file.ts';
import { submoduleUrl } from './submodule-url.ts';
import type { RemoteUrl } from './url.ts';
import type { Place } from './work-tree.ts';

/** The repository that holds submodules. */
export interface Holder {
  readonly url: RemoteUrl;
  readonly commit: string;
  readonly place: Place;
  readonly repository: Repository;
}

/**
 * Brings in the submodules of a commit, each by way of a mirror of its own. Git's own `submodule` command is not
 * used: names, paths and addresses are a stranger's, and all of them are looked at before anything is done.
 */
export async function bringInSubmodules(
  step: CloneStep,
  git: Git,
  main: RemoteUrl,
  holder: Holder,
): Promise<void> {
  await bringInLevel(step, createGits(step, git, main), main, holder, 1);
}

async function bringInLevel(
  step: CloneStep,
  gitFor: (url: RemoteUrl) => Promise<Git>,
  main: RemoteUrl,
  holder: Holder,
  level: number,
): Promise<void> {
  for (const submodule of await readSubmodules(holder.repository, holder.commit)) {
    if (level > deepest) throw refusal(submodule.name, `lies more than ${deepest} levels deep`);
    const url = submoduleUrl(step, main, holder.url, submodule);
    const git = await gitFor(url);
    const place = await bringInOne(step, git, holder, submodule, url);
    const inner = { url, commit: submodule.commit, place, repository: repositoryAt(git, place.gitDir) };
    if (step.inputs.submodules === 'recursive') await bringInLevel(step, gitFor, main, inner, level + 1);
  }
}

const deepest = 10;

async function bringInOne(
  step: CloneStep,
  git: Git,
  { place: above }: Holder,
  { name, path, commit }: Submodule,
  url: RemoteUrl,
): Promise<Place> {
  step.log.info(`Submodule ${JSON.stringify(name)} at ${commit}`);
  await assertRealDirectories(above.workTree, path);
  const place = { workTree: join(above.workTree, path), gitDir: join(above.gitDir, 'modules', name) };
  const delivery = {
    url: url.href,
    commit,
    start: commit,
    ref: undefined,
    branch: undefined,
    depth: step.inputs.depth,
    tags: false,
    filter: undefined,
    sparse: [],
    clean: true,
    settings: [['core.worktree', relative(place.gitDir, place.workTree)] as const],
  };
  await bringIn(step, git, delivery, place, { look: async () => {}, tell: async () => {} });
  await writeFile(join(place.workTree, '.git'), `gitdir: ${relative(place.workTree, place.gitDir)}\n`);
  await appendFile(
    join(above.gitDir, 'config'),
    configText([
      [`submodule.${name}.active`, 'true'],
      [`submodule.${name}.url`, url.href],
    ]),
  );
  return place;
}

/** One git for each server; only that of the repository itself is given the credential. */
function createGits(step: CloneStep, git: Git, main: RemoteUrl): (url: RemoteUrl) => Promise<Git> {
  const gits = new Map([[serverOf(main), Promise.resolve(git)]]);
  return (url) => {
    const server = serverOf(url);
    const known = gits.get(server) ?? createGit(step, url, { case: 'none' });
    gits.set(server, known);
    return known.catch((error: unknown) => {
      throw error instanceof StepError ? error : refusal(url.href, 'cannot be reached');
    });
  };
}

function serverOf({ scheme, host }: RemoteUrl): string {
  return `${scheme}://${host}`;
}
