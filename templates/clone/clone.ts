import { join, relative } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import type { CloneStep } from './access.ts';
import { bringIn, type Delivery } from './bring-in.ts';
import { type ChangesWish, findChanges } from './changes.ts';
import { readFacts } from './facts.ts';
import { assertForkAllowed } from './fork.ts';
import { createGit, type Git } from './git.ts';
import { pullLargeFiles } from './lfs.ts';
import { merge } from './merge.ts';
import { joinHistories } from './obtain.ts';
import { shortName } from './ref.ts';
import { repositoryAt } from './repository.ts';
import { type Settled, settle } from './settle.ts';
import { bringInSubmodules } from './submodules.ts';
import { checkOutSubversion } from './subversion/check-out.ts';
import type { clone } from './template.ts';
import { quoteUrl, type RemoteUrl, readUrl } from './url.ts';
import { readWanted, type Wanted } from './wanted.ts';
import { assertSparse, type Place } from './work-tree.ts';

/** Puts the code that inputs and event ask for into the workspace. */
export async function checkOutCode(step: CloneStep): Promise<OutputsOf<typeof clone>> {
  const { inputs } = step;
  if (inputs.vcs.case === 'svn') return await checkOutSubversion(step, inputs.vcs);
  const url = readUrl('url', inputs.url);
  const wanted = readWanted(step, url);
  assertSparse(inputs.sparse);
  assertForkAllowed(step, url, wanted);
  const workTree = await step.path('path', inputs.path);
  const place = { workTree, gitDir: join(workTree, '.git') };
  const git = await createGit(step, url, inputs.auth);
  const settled = await settle(step, git, url, wanted);
  step.status(`fetches ${settled.commit.slice(0, 12)}`);
  step.log.info(`Checks out ${settled.commit} of ${quoteUrl(url.href)}`);
  const found = await fetchInto(step, git, url, settled, wanted, place);
  const changes = await found.looked?.();
  const merged = await complete(step, git, url, settled, place, found.told.committedAt);
  const names = settled.ref === undefined ? {} : shortName(settled.ref);
  const branch = wanted.branch ?? names.branch;
  return {
    commit: settled.commit,
    shortCommit: settled.commit.slice(0, 12),
    ...(branch === undefined ? {} : { branch }),
    ...(names.tag === undefined ? {} : { tag: names.tag }),
    ...found.told,
    ...(merged === undefined ? {} : { mergeCommit: merged }),
    ...(changes === undefined ? {} : { changes: relative(step.workspace, changes) }),
  };
}

async function fetchInto(
  step: CloneStep,
  git: Git,
  url: RemoteUrl,
  { commit, ref, target, since }: Settled,
  wanted: Wanted,
  place: Place,
) {
  const { depth, tags, filter, sparse, clean } = step.inputs;
  const amount = { depth, tags, filter };
  const delivery: Delivery = {
    ...amount,
    url: url.href,
    commit,
    start: target ?? commit,
    ref,
    branch: target === undefined && ref !== undefined ? shortName(ref).branch : undefined,
    sparse,
    clean,
    settings: [],
  };
  const wish: ChangesWish | undefined =
    since === undefined ? undefined : { since, commit, asked: wanted.since?.asked === true, ...amount };
  return await bringIn(step, git, delivery, place, {
    async look(mirror) {
      if (target !== undefined) await joinHistories(mirror, commit, target, amount);
      return wish === undefined ? undefined : await findChanges(step, mirror, wish, place);
    },
    tell: (repository) => readFacts(repository, commit),
  });
}

/** What follows once the files are there; gives the id of the merge, if one was asked for. */
async function complete(
  step: CloneStep,
  git: Git,
  url: RemoteUrl,
  { commit, target }: Settled,
  place: Place,
  time: string,
): Promise<string | undefined> {
  const { inputs } = step;
  const repository = repositoryAt(git, place.gitDir);
  const merged =
    target === undefined || inputs.mergeInto === undefined
      ? undefined
      : await merge(repository, place, { commit, target: inputs.mergeInto, time });
  if (inputs.submodules !== 'no') {
    await bringInSubmodules(step, git, url, { url, commit: merged ?? commit, place, repository });
  }
  if (inputs.lfs) await pullLargeFiles(step, git, repository, place, url);
  return merged;
}
