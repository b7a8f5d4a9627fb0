import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { type RunStepOptions, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

type Inputs = GivenValues<typeof clone.inputs>;

async function run(inputs: Inputs, options: Partial<RunStepOptions<typeof clone>> = {}) {
  const done = await runStep(clone, checkOutCode, { inputs, ...options });
  expect(done.failure).toBeUndefined();
  return { ...done, git: (...args: string[]) => gitIn(join(done.workspace, inputs.path ?? '.'), ...args) };
}

function gitIn(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' }).trimEnd();
}

function history() {
  const source = makeRepository();
  const commits = [1, 2, 3, 4, 5].map((n) => source.commit(`change ${n}`, { 'app/main.txt': `${n}\n` }));
  return { source, url: source.url, commits, [Symbol.dispose]: () => source[Symbol.dispose]() };
}

describe('templates/clone/clone', () => {
  it('checks out the default branch and says what it is', async () => {
    using from = history();
    const { outputs, workspace, git } = await run({ url: from.url });
    expect(readFileSync(join(workspace, 'app/main.txt'), 'utf8')).toBe('5\n');
    expect(outputs).toEqual({
      commit: from.commits[4],
      shortCommit: from.commits[4]?.slice(0, 12),
      branch: 'main',
      message: 'change 5',
      author: 'Ann Author <ann@git.example>',
      committedAt: '2023-11-14T22:18:20Z',
    });
    expect(git('status', '--porcelain=v2', '--branch')).toBe(
      `# branch.oid ${from.commits[4]}\n# branch.head main\n# branch.upstream origin/main\n# branch.ab +0 -0`,
    );
    expect(git('fsck', '--full')).toBe('');
  });

  it.each(['topic', 'refs/heads/topic'])('checks out the branch %s', async (ref) => {
    using from = history();
    from.source.git('branch', 'topic', 'main~2');
    const { outputs, git } = await run({ url: from.url, ref });
    expect(outputs).toMatchObject({ commit: from.commits[2], branch: 'topic' });
    expect(git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('topic');
  });

  it('checks out a tag with a message, which stands on no branch', async () => {
    using from = history();
    const commit = from.source.commit('release', { version: '1' }, { branch: 'release' });
    from.source.git('tag', '--annotate', '--message=Version 1', 'v1.0.0', 'release');
    from.source.git('branch', '--delete', '--force', 'release');
    const { outputs, git } = await run({ url: from.url, ref: 'v1.0.0' });
    expect(outputs).toMatchObject({ commit, tag: 'v1.0.0', message: 'release' });
    expect(outputs).not.toHaveProperty('branch');
    expect(git('rev-parse', 'HEAD')).toBe(commit);
  });

  it('takes the branch where a tag has the same name', async () => {
    using from = history();
    from.source.git('branch', 'same', 'main~1');
    from.source.git('tag', 'same', 'main~3');
    const { outputs } = await run({ url: from.url, ref: 'same' });
    expect(outputs).toMatchObject({ commit: from.commits[3], branch: 'same' });
  });

  it('checks out a full ref that is neither branch nor tag', async () => {
    using from = history();
    from.source.git('update-ref', 'refs/pull/7/head', 'main~1');
    const { outputs } = await run({ url: from.url, ref: 'refs/pull/7/head' });
    expect(outputs).toMatchObject({ commit: from.commits[3] });
    expect(outputs).not.toHaveProperty('branch');
  });

  it('checks out a commit by its id, in either case of letters', async () => {
    using from = history();
    const { outputs } = await run({ url: from.url, ref: from.commits[1]?.toUpperCase() ?? '' });
    expect(outputs).toMatchObject({ commit: from.commits[1], message: 'change 2' });
  });

  it('finds a commit by the beginning of its id', async () => {
    using from = history();
    const { outputs } = await run({ url: from.url, ref: from.commits[1]?.slice(0, 10) ?? '' });
    expect(outputs).toMatchObject({ commit: from.commits[1] });
  });

  it('checks out the given commit although the branch has moved on', async () => {
    using from = history();
    const { outputs } = await run({ url: from.url, ref: 'refs/heads/main', commit: from.commits[2] ?? '' });
    expect(outputs).toMatchObject({ commit: from.commits[2], branch: 'main' });
  });

  it('takes in every attempt the commit that the first one took', async () => {
    using from = history();
    const claims = scratchDirectory();
    await run({ url: from.url, ref: 'main' }, { claims, task: { attempt: 1 } });
    from.source.commit('later', { 'app/main.txt': 'later' });
    const again = await run({ url: from.url, ref: 'main' }, { claims, task: { attempt: 2 } });
    expect(again.outputs).toMatchObject({ commit: from.commits[4] });
  });

  it('brings as much history as asked for', async () => {
    using from = history();
    const three = await run({ url: from.url, depth: 3 });
    expect(three.git('log', '--format=%s')).toBe('change 5\nchange 4\nchange 3');
    expect(three.git('rev-parse', '--is-shallow-repository')).toBe('true');
    from.source.git('branch', 'other', 'main~2');
    const all = await run({ url: from.url, depth: 0 });
    expect(all.git('log', '--format=%s').split('\n')).toHaveLength(5);
    expect(all.git('rev-parse', '--is-shallow-repository')).toBe('false');
    expect(all.git('branch', '--remotes')).toBe('  origin/main\n  origin/other');
  });

  it('brings the tags if asked', async () => {
    using from = history();
    from.source.git('tag', 'v1', 'main~3');
    from.source.git('tag', '--annotate', '--message=two', 'v2', 'main~1');
    const without = await run({ url: from.url });
    expect(without.git('tag', '--list')).toBe('');
    const tags = await run({ url: from.url, tags: true });
    expect(tags.git('tag', '--list')).toBe('v1\nv2');
    expect(tags.git('log', '--format=%s', 'v1', '-1')).toBe('change 2');
    expect(tags.git('fsck', '--full')).toBe('');
  });

  it('checks out the sparse paths and what lies directly above them', async () => {
    using source = makeRepository();
    source.commit('parts', { 'top.txt': '', 'libs/a/x': '', 'libs/readme': '', 'libs/b/y': '', 'svc/z': '' });
    const { workspace, git } = await run({ url: source.url, sparse: ['libs/a'] });
    expect(readdirSync(workspace).sort()).toEqual(['.git', 'libs', 'top.txt']);
    expect(readdirSync(join(workspace, 'libs')).sort()).toEqual(['a', 'readme']);
    expect(git('status', '--porcelain')).toBe('');
  });

  it('leaves out large files of a partial clone that no checked out path needs', async () => {
    using source = makeRepository();
    source.git('config', 'uploadpack.allowFilter', 'true');
    source.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    source.commit('big', { 'big/file': 'x'.repeat(100_000), 'small/file': 'small' });
    const inputs = { url: source.url, filter: 'blob:none', sparse: ['small'] };
    const { workspace, git } = await run(inputs);
    expect(readFileSync(join(workspace, 'small/file'), 'utf8')).toBe('small');
    expect(git('rev-list', '--objects', '--missing=print', 'HEAD')).toMatch(/^\?[0-9a-f]{40}$/m);
    expect(git('show', 'HEAD:big/file')).toHaveLength(100_000);
  });

  it('takes a second partial clone from the mirror alone', async () => {
    using source = makeRepository();
    source.git('config', 'uploadpack.allowFilter', 'true');
    source.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const ref = source.commit('one', { 'a/file': 'a', 'b/file': 'b' });
    const caches = { mirror: scratchDirectory() };
    const inputs = { url: source.url, ref, filter: 'blob:none', sparse: ['a'] };
    await run(inputs, { caches });
    source[Symbol.dispose]();
    const { workspace } = await run(inputs, { caches });
    expect(readFileSync(join(workspace, 'a/file'), 'utf8')).toBe('a');
  });

  it('puts the code into a directory of its own, beside what is there', async () => {
    using from = history();
    const workspace = scratchDirectory();
    writeFileSync(join(workspace, 'kept'), '');
    const { git } = await run({ url: from.url, path: 'src/app' }, { workspace });
    expect(readdirSync(workspace).sort()).toEqual(['kept', 'src']);
    expect(git('rev-parse', 'HEAD')).toBe(from.commits[4]);
  });

  it('empties the directory first, unless told otherwise', async () => {
    using from = history();
    const workspace = scratchDirectory();
    const leave = (name: string) => {
      mkdirSync(join(workspace, 'app'), { recursive: true });
      writeFileSync(join(workspace, name), 'left');
    };
    leave('left');
    leave('app/main.txt');
    await run({ url: from.url, clean: false }, { workspace });
    expect(readFileSync(join(workspace, 'app/main.txt'), 'utf8')).toBe('5\n');
    expect(existsSync(join(workspace, 'left'))).toBe(true);
    await run({ url: from.url }, { workspace });
    expect(existsSync(join(workspace, 'left'))).toBe(false);
  });

  it('clones a repository of SHA-256', async () => {
    using source = makeRepository({ format: 'sha256' });
    const commit = source.commit('one', { a: 'a' });
    const { outputs, git } = await run({ url: source.url, ref: 'main' });
    expect(outputs).toMatchObject({ commit });
    expect(git('rev-parse', 'HEAD')).toBe(commit);
  });

  it('clones from a shallow repository', async () => {
    using from = history();
    const shallow = scratchDirectory();
    execFileSync('git', ['clone', '--quiet', '--depth=2', from.url, shallow]);
    const { outputs, git } = await run({ url: `file://${shallow}`, depth: 0 });
    expect(outputs).toMatchObject({ commit: from.commits[4] });
    expect(git('log', '--format=%s')).toBe('change 5\nchange 4');
  });

  it('clones a repository that belongs to another user', async () => {
    using from = history();
    const tools = scratchDirectory();
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const script = `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec ${git} "$@"\n`;
    writeFileSync(join(tools, 'git'), script, { mode: 0o755 });
    const { outputs } = await run({ url: from.url }, { env: { PATH: `${tools}:${process.env.PATH}` } });
    expect(outputs).toMatchObject({ commit: from.commits[4] });
  });
});
