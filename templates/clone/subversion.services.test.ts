import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StartStepOptions, scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startSvnserve } from '../../test/support/svnserve.ts';
import { clone } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');
const password = 'p w-0123456789$(id)"\'';
const auth = { case: 'basic', username: 'ci', password };
const server = await startSvnserve(scratchDirectory(), password);
const first = server.commit('Begin <app>', { 'trunk/a.txt': 'one', 'trunk/dir/b.txt': 'b' });
const second = server.commit('修复登录\n\nand `more`', {
  'trunk/a.txt': 'two',
  'branches/next/a.txt': 'next',
});

afterAll(async () => await server[Symbol.asyncDispose]());

async function run(inputs: Record<string, unknown> = {}, more: Omit<StartStepOptions, 'inputs'> = {}) {
  const { vcs = {}, ...rest } = inputs;
  const step = startStep(clone, main, {
    inputs: { url: `${server.url}/trunk`, auth, ...rest, vcs: { case: 'svn', ...Object(vcs) } },
    ...more,
  });
  return { ...(await step.end), workspace: step.workspace };
}

const read = (workspace: string, name: string) => readFileSync(join(workspace, name), 'utf8');

describe('templates/clone/subversion.services', () => {
  it('T5.7: checks out the newest revision, and says what it is', async () => {
    const end = await run();
    expect(end.result?.failure).toBeUndefined();
    expect(end.outputs).toMatchObject({
      commit: second,
      shortCommit: second,
      branch: 'trunk',
      message: '修复登录\n\nand `more`',
    });
    expect(read(end.workspace, 'a.txt')).toBe('two');
    expect(read(end.workspace, 'dir/b.txt')).toBe('b');
  });

  it('checks out a revision, a branch and a part', async () => {
    const old = await run({ vcs: { revision: first } });
    expect(old.outputs).toMatchObject({ commit: first, message: 'Begin <app>' });
    expect(read(old.workspace, 'a.txt')).toBe('one');
    const next = await run({ url: `${server.url}/branches/next`, path: 'code' });
    expect(next.outputs).toMatchObject({ branch: 'next' });
    expect(read(next.workspace, 'code/a.txt')).toBe('next');
    const files = await run({ vcs: { levels: 'files' } });
    expect(existsSync(join(files.workspace, 'dir'))).toBe(false);
  });

  it('lists the changes since a revision', async () => {
    const end = await run({ since: first });
    const changes: unknown = JSON.parse(read(end.workspace, '.svn/stepyard-changes.json'));
    expect(end.outputs).toMatchObject({ changes: '.svn/stepyard-changes.json' });
    expect(changes).toMatchObject([{ id: second, message: '修复登录\n\nand `more`' }]);
  });

  it('takes the revision of its first attempt again', async () => {
    const claims = scratchDirectory();
    const early = await run({ url: `${server.url}/branches/next` }, { claims, task: { attempt: 1 } });
    server.commit('Later', { 'branches/next/later.txt': 'x' });
    const again = await run({ url: `${server.url}/branches/next` }, { claims, task: { attempt: 2 } });
    expect(again.result?.outputs?.commit).toBe(early.result?.outputs?.commit);
    expect(existsSync(join(again.workspace, 'later.txt'))).toBe(false);
  });

  it('leaves the password nowhere', async () => {
    const end = await run();
    expect(end.log).not.toContain(password);
    const kept = readdirSync(end.workspace, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    for (const { parentPath, name } of kept) {
      expect(readFileSync(join(parentPath, name)).includes(password)).toBe(false);
    }
  });

  it.each([
    [{ auth: { ...auth, password: 'wrong-password' } }, 'AUTH_FAILED'],
    [{ auth: { case: 'none' } }, 'AUTH_FAILED'],
    [{ url: `${server.url}/no-such` }, 'NOT_FOUND'],
    [{ vcs: { revision: '999' } }, 'NOT_FOUND'],
    [{ url: 'svn://127.0.0.1:9/repo' }, 'UNREACHABLE'],
    [{ url: 'svn://no-such-host.invalid/repo' }, 'UNREACHABLE'],
    [{ ref: 'main' }, 'INPUT_INVALID'],
    [{ auth: { case: 'ssh', key: 'x', knownHosts: 'y' } }, 'INPUT_INVALID'],
    [{ url: 'http://svn.example/app' }, 'INPUT_INVALID'],
    [{ vcs: { revision: '--config-option=x' } }, 'INPUT_INVALID'],
    [{ path: '../out' }, 'INPUT_INVALID'],
  ])('tells what is wrong with %j', async (inputs, code) => {
    const { result } = await run(inputs);
    expect(result?.failure?.code).toBe(code);
    expect(result?.failure?.message).not.toContain(password);
  });

  it('checks out externals of the same server only, and only when asked', async () => {
    server.commit('Libraries', { 'libs/one/lib.txt': 'lib', 'libs/two/deep.txt': 'deep' });
    server.commit(
      'Externals',
      { 'app/main.txt': 'main' },
      { app: '^/libs/one vendor/one', 'libs/one': '^/libs/two two' },
    );
    const url = `${server.url}/app`;
    const without = await run({ url });
    expect(existsSync(join(without.workspace, 'vendor'))).toBe(false);
    const all = await run({ url, vcs: { externals: true } });
    expect(all.result?.failure).toBeUndefined();
    expect(read(all.workspace, 'vendor/one/lib.txt')).toBe('lib');
    expect(read(all.workspace, 'vendor/one/two/deep.txt')).toBe('deep');
  });

  it.each([
    ['file:///etc x', 'which is not of the same server'],
    ['svn://other.example/repo x', 'which is not of the same server'],
    ['svn+ssh://-oProxyCommand=touch/repo x', 'cannot be fetched'],
  ])('refuses the external %j', async (definition, why) => {
    const folder = `hostile-${Buffer.from(definition).toString('hex').slice(0, 60)}`;
    server.commit('Hostile', { [`${folder}/a.txt`]: 'a' }, { [folder]: definition });
    const { result } = await run({ url: `${server.url}/${folder}`, vcs: { externals: true } });
    expect(result?.failure).toMatchObject({ code: 'POLICY_REFUSED' });
    expect(result?.failure?.message).toContain(why);
  });
});
