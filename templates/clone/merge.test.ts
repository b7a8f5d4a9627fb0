import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, encoding: 'utf8' }).trimEnd();

/** A branch that left main long ago, far deeper than a first fetch reaches. */
function parted(mine: Readonly<Record<string, string>>, theirs: Readonly<Record<string, string>>) {
  const source = makeRepository();
  const base = source.commit('base', { 'base.txt': 'base', 'both.txt': 'base\n' });
  source.commits(60, (n) => ({ message: `main ${n}`, file: `${n}` }));
  source.commit('last of main', theirs);
  const first = source.commit('topic', mine, { branch: 'topic', parents: [base] });
  const head = source.commit('topic again', {}, { branch: 'topic' });
  source.git('update-ref', 'refs/pull/7/head', head);
  return { source, first, head, [Symbol.dispose]: () => source[Symbol.dispose]() };
}

describe('templates/clone/merge', () => {
  it('checks out a pull request merged into its target', async () => {
    using on = parted({ 'topic.txt': 'topic' }, { 'main.txt': 'last' });
    const inputs = { url: on.source.url, ref: 'refs/pull/7/head', mergeInto: 'main' };
    const { outputs, workspace, failure } = await runStep(clone, checkOutCode, { inputs });
    expect(failure).toBeUndefined();
    expect(readFileSync(join(workspace, 'topic.txt'), 'utf8')).toBe('topic');
    expect(readFileSync(join(workspace, 'main.txt'), 'utf8')).toBe('last');
    expect(outputs).toMatchObject({ commit: on.head, message: 'topic again' });
    expect(git(workspace, 'rev-parse', 'HEAD^1')).toBe(on.source.git('rev-parse', 'main'));
    expect(git(workspace, 'rev-parse', 'HEAD^2')).toBe(on.head);
    expect(git(workspace, 'status', '--porcelain')).toBe('');
  });

  it('gives the same merge commit for the same two commits', async () => {
    using on = parted({ 'topic.txt': 'topic' }, { 'main.txt': 'last' });
    const inputs = { url: on.source.url, ref: 'topic', mergeInto: 'main' };
    const caches = { mirror: scratchDirectory() };
    const [cold, warm] = [
      await runStep(clone, checkOutCode, { inputs, caches }),
      await runStep(clone, checkOutCode, { inputs, caches }),
    ];
    expect(cold.outputs).toEqual(warm.outputs);
    expect(cold.outputs).toMatchObject({ mergeCommit: git(cold.workspace, 'rev-parse', 'HEAD') });
  });

  it('names the files in conflict', async () => {
    using on = parted({ 'both.txt': 'mine\n' }, { 'both.txt': 'theirs\n' });
    const inputs = { url: on.source.url, ref: 'topic', mergeInto: 'main' };
    const { failure } = await runStep(clone, checkOutCode, { inputs });
    expect(failure).toEqual({
      class: 'user',
      code: 'TOOL_FAILED',
      message: `\`git merge\` of ${on.head.slice(0, 12)} into main has conflicts in "both.txt".`,
      hint: 'Merge main into the branch, resolve the conflicts and push.',
    });
  });

  it('refuses a branch that is not there', async () => {
    using on = parted({}, {});
    const inputs = { url: on.source.url, ref: 'topic', mergeInto: 'mian' };
    const { failure } = await runStep(clone, checkOutCode, { inputs });
    expect(failure).toMatchObject({ code: 'NOT_FOUND', hint: 'Did you mean main?' });
  });
});
