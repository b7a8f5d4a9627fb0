import { join } from 'node:path';
import { fakeExec, runStep, scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { chooseManager } from './manager.ts';
import { runNpm } from './npm.ts';
import { npm } from './template.ts';

type Inputs = Parameters<typeof runStep<typeof npm, object>>[2]['inputs'];
type Answers = Parameters<typeof fakeExec>[0];

function projectWith(fields: object, files: Readonly<Record<string, string>> = {}): string {
  const workspace = scratchDirectory();
  writeFiles(workspace, { 'package.json': JSON.stringify(fields), ...files });
  return workspace;
}

async function start(inputs: Inputs, workspace: string, answers: Answers) {
  const caches = { npm: '/cache/npm', pnpm: '/cache/pnpm', yarn: '/cache/yarn' };
  return await runStep(npm, runNpm, { inputs, workspace, caches, exec: fakeExec(answers) });
}

const pnpm = [{ command: 'pnpm --version', stdout: '10.1.0\n' }, { command: 'pnpm' }];
const yarn = (version: string) => [
  { command: 'yarn --version', stdout: `${version}\n` },
  { command: 'yarn' },
];

describe('templates/npm/manager', () => {
  it.each([
    [{}, {}, 'npm'],
    [{}, { 'pnpm-lock.yaml': '' }, 'pnpm'],
    [{}, { 'yarn.lock': '' }, 'yarn'],
    [{}, { 'yarn.lock': '', 'package-lock.json': '{}' }, 'npm'],
    [{ packageManager: 'pnpm@9.1.0' }, { 'yarn.lock': '' }, 'pnpm'],
    [{ packageManager: 'bun@1.0.0' }, { 'yarn.lock': '' }, 'yarn'],
    [{ packageManager: 'pnpm@latest; rm' }, {}, 'npm'],
  ])('takes what the project says: %j %j', async (fields, files, name) => {
    const workspace = projectWith(fields, { ...files, 'packages/a/package.json': '{}' });
    expect((await chooseManager('auto', workspace, workspace)).name).toBe(name);
    expect((await chooseManager('auto', workspace, join(workspace, 'packages/a'))).name).toBe(name);
  });

  it('takes what the author says, with the version that is pinned for it', async () => {
    const workspace = projectWith({ packageManager: 'yarn@4.18.1+sha512.00ff' }, { 'pnpm-lock.yaml': '' });
    expect(await chooseManager('yarn', workspace, workspace)).toEqual({
      name: 'yarn',
      version: '4.18.1',
      hash: 'sha512.00ff',
    });
    expect(await chooseManager('pnpm', workspace, workspace)).toMatchObject({
      name: 'pnpm',
      version: undefined,
    });
  });

  it('says what each command is in the words of pnpm', async () => {
    const workspace = projectWith({}, { 'pnpm-lock.yaml': '' });
    const args = async (inputs: Inputs) => (await start(inputs, workspace, pnpm)).calls.at(-1)?.args;
    expect(await args({ command: 'ci', omit: ['dev'], ignoreScripts: true })).toEqual([
      ...['install', '--frozen-lockfile', '--prefer-offline', '--prod', '--ignore-scripts'],
      '--store-dir=/cache/pnpm',
    ]);
    expect(await args({ command: { case: 'install', packages: ['ms@2'] }, workspaces: ['a'] })).toEqual([
      ...['--filter=a', 'add', '--store-dir=/cache/pnpm', 'ms@2'],
    ]);
    const run = { case: 'run', script: 'build', args: ['--x', 'a b'] } as const;
    expect(await args({ command: run, workspaces: ['*'] })).toEqual([
      '--recursive',
      'run',
      'build',
      '--x',
      'a b',
    ]);
  });

  it('says what each command is in the words of both kinds of Yarn', async () => {
    const workspace = projectWith({}, { 'yarn.lock': '' });
    const args = async (inputs: Inputs, version: string) =>
      (await start(inputs, workspace, yarn(version))).calls.at(-1)?.args;
    expect(await args({ command: 'ci', omit: ['dev'] }, '1.22.22')).toEqual([
      ...['install', '--frozen-lockfile', '--prefer-offline', '--production'],
    ]);
    expect(await args({ command: 'ci' }, '4.1.0')).toEqual(['install', '--immutable']);
    const test = { command: { case: 'test', args: ['-x'] }, workspaces: ['a', 'b'] } as const;
    expect(await args(test, '4.1.0')).toEqual([
      ...['workspaces', 'foreach', '--all', '--include=a', '--include=b', 'run', 'test', '-x'],
    ]);
    expect((await start(test, workspace, yarn('1.22.22'))).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`workspaces` must not be ["a","b"] with Yarn 1, which takes one or all.',
    });
  });

  it('says what to do where the manager is missing, or of another major version', async () => {
    const missing = await start({ command: 'ci' }, projectWith({}, { 'yarn.lock': '' }), [
      {
        command: 'yarn --version',
        run: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOENT' })),
      },
    ]);
    expect(missing.failure).toEqual({
      class: 'configuration',
      code: 'TOOL_MISSING',
      message: 'the project needs yarn and there is none on the PATH.',
      hint: 'Install it, use an image that has it, or pin a version in `packageManager` of package.json and set `pinned` so that it is fetched from the registry.',
    });
    const pinned = projectWith({ packageManager: 'pnpm@9.1.0' });
    expect((await start({ command: 'install' }, pinned, pnpm)).failure).toMatchObject({
      code: 'TOOL_MISSING',
      message: 'the project needs pnpm 9.1.0, which package.json pins, and on the PATH is 10.1.0.',
      hint: 'Install it, use an image that has it, or set `pinned` so that it is fetched from the registry.',
    });
  });

  it('tells failures apart by what the manager prints', async () => {
    const workspace = projectWith({}, { 'pnpm-lock.yaml': '' });
    const failing = async (stdout: string) =>
      (
        await start({ command: 'ci' }, workspace, [
          { command: 'pnpm --version', stdout: '10.1.0\n' },
          { command: 'pnpm', status: 1, stdout },
        ])
      ).failure;
    expect(
      await failing(' ERR_PNPM_FETCH_401  GET https://npm.example/x: Unauthorized - 401\n'),
    ).toMatchObject({
      code: 'AUTH_FAILED',
      message:
        '`pnpm` ended with status 1: ERR_PNPM_FETCH_401  GET https://npm.example/x: Unauthorized - 401',
    });
    expect((await failing(' ERR_PNPM_META_FETCH_FAIL  GET x: ECONNREFUSED\n'))?.code).toBe('UNREACHABLE');
    expect((await failing('something else\n'))?.code).toBe('TOOL_FAILED');
  });
});
