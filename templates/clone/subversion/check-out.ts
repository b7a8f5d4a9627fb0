import { rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import type { CloneStep } from '../access.ts';
import type { clone } from '../template.ts';
import { quoteUrl } from '../url.ts';
import { makeRoom } from '../work-tree.ts';
import { bringInExternals } from './externals.ts';
import { namesOf, readInfo, readLog } from './facts.ts';
import { createSvn, type Svn, type SvnChoice } from './svn.ts';
import { readSvnUrl, type SvnUrl } from './svn-url.ts';

const mostChanges = 10_000;

/** Puts a revision of a Subversion repository into the workspace. */
export async function checkOutSubversion(
  step: CloneStep,
  choice: SvnChoice,
): Promise<OutputsOf<typeof clone>> {
  const url = readSvnUrl('url', step.inputs.url);
  assertForSubversion(step);
  const workTree = await step.path('path', step.inputs.path);
  const svn = await createSvn(step, url, choice);
  const { revision, path } = await step.claim({
    name: 'commit',
    perform: () => settle(step, svn, url, choice),
    // Asking again does no harm.
    find: async () => undefined,
  });
  step.status(`checks out revision ${revision}`);
  step.log.info(`Checks out revision ${revision} of ${quoteUrl(url.href)}`);
  await makeRoom({ workTree, gitDir: join(workTree, '.git') }, step.inputs.clean);
  await rm(join(workTree, '.svn'), { recursive: true, force: true });
  const how = ['--ignore-externals', '--force', '--quiet', `--depth=${choice.levels}`];
  await svn('checkout', [...how, `--revision=${revision}`, '--', `${url.href}@${revision}`, workTree]);
  if (choice.externals) await bringInExternals(step, { svn, url, workTree });
  const { stdout } = await svn('log', [
    '--xml',
    '--limit=1',
    `--revision=${revision}:0`,
    '--',
    `${url.href}@${revision}`,
  ]);
  const [last] = await readLog(step, stdout);
  const changes = await changesSince(step, svn, url, { revision, workTree });
  return {
    commit: revision,
    shortCommit: revision,
    ...namesOf(path),
    ...(last?.message && { message: last.message }),
    author: last?.author?.name ?? '',
    committedAt: last?.time ?? '',
    ...(changes !== undefined && { changes }),
  };
}

async function settle(step: CloneStep, svn: Svn, url: SvnUrl, { revision }: SvnChoice) {
  const peg = /^\d+$/.test(revision) ? revision : 'HEAD';
  const { stdout } = await svn('info', ['--xml', `--revision=${revision}`, '--', `${url.href}@${peg}`]);
  return await readInfo(step, stdout);
}

async function changesSince(
  step: CloneStep,
  svn: Svn,
  url: SvnUrl,
  { revision, workTree }: { revision: string; workTree: string },
): Promise<string | undefined> {
  const { since } = step.inputs;
  if (since === undefined) return undefined;
  const range = `${revision}:${Number(since) + 1}`;
  const none = Number(since) >= Number(revision);
  const args = ['--xml', `--limit=${mostChanges}`, `--revision=${range}`, '--', `${url.href}@${revision}`];
  const commits = none ? [] : await readLog(step, (await svn('log', args)).stdout);
  const file = join(workTree, '.svn/stepyard-changes.json');
  await writeFile(file, `${JSON.stringify(commits, undefined, 1)}\n`);
  return relative(step.workspace, file);
}

/** What means something to Git alone is refused, so that nobody thinks that it was done. */
function assertForSubversion({ inputs }: CloneStep): void {
  const given = {
    ref: inputs.ref !== undefined,
    commit: inputs.commit !== undefined,
    mergeInto: inputs.mergeInto !== undefined,
    filter: inputs.filter !== undefined,
    submodules: inputs.submodules !== 'no',
    lfs: inputs.lfs,
    sparse: inputs.sparse.length > 0,
    tags: inputs.tags,
  };
  const wrong = Object.entries(given).flatMap(([name, is]) => (is ? [`\`${name}\``] : []));
  if (wrong.length > 0) {
    throw new StepError('INPUT_INVALID', `${wrong.join(', ')} must not be given for Subversion.`, {
      hint: 'The branch or tag is part of `url`; the rest is in the fields of `vcs`.',
    });
  }
  if (inputs.since === undefined || /^\d{1,10}$/.test(inputs.since)) return;
  throw new StepError('INPUT_INVALID', '`since` must be the number of a revision for Subversion.', {
    hint: 'Give the `commit` of the run from which on changes are wanted.',
  });
}
