import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '@stepyard/catalog';
import { fakeExec, runStep, scratchDirectory, type ToolCall, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { runNpm } from './npm.ts';
import { npm } from './template.ts';

type Given = Parameters<typeof runStep<typeof npm, object>>[2]['inputs'];
type Answers = Parameters<typeof fakeExec>[0];
interface More {
  readonly files?: Record<string, string>;
  readonly answers?: Answers;
}

const lock = { 'package-lock.json': '{}' };

function start(inputs: Given, { files = lock, answers = [{ command: 'npm' }] }: More = {}) {
  const workspace = scratchDirectory();
  const all = { 'package.json': '{"name":"@team/app","version":"1.10.0"}', ...files };
  writeFiles(workspace, all);
  return runStep(npm, runNpm, {
    inputs,
    workspace,
    exec: fakeExec(answers),
    caches: { npm: '/cache/npm' },
  });
}

describe('templates/npm/npm', () => {
  it('installs by the lock file, with its downloads in the cache', async () => {
    const end = await start({ command: 'ci' });
    expect(end.status).toBe('success');
    expect(end.outputs).toEqual({ name: '@team/app', version: '1.10.0' });
    expect(end.calls).toMatchObject([
      {
        tool: 'npm',
        args: ['ci', '--prefer-offline'],
        cwd: end.workspace,
        env: { npm_config_cache: '/cache/npm' },
      },
    ]);
  });

  it.each<[Given, string[]]>([
    [
      { command: 'ci', omit: ['dev'], ignoreScripts: true },
      ['ci', '--prefer-offline', '--omit=dev', '--ignore-scripts'],
    ],
    [{ command: { case: 'install', packages: ['left-pad@1'] } }, ['install', '--', 'left-pad@1']],
    [
      { command: { case: 'run', script: 'build', args: ['-x', '$(id)'] } },
      ['run', 'build', '--', '-x', '$(id)'],
    ],
    [{ command: 'test', workspaces: ['a', 'b'] }, ['test', '--workspace=a', '--workspace=b']],
    [{ command: 'test', workspaces: ['*'] }, ['test', '--workspaces']],
    [{ command: { case: 'custom', args: ['audit', '--omit=dev'] } }, ['audit', '--omit=dev']],
  ])('runs %j', async (inputs, args) => {
    const end = await start(inputs);
    expect(end.calls[0]?.args).toEqual(args);
  });

  it.each([
    [{ command: { case: 'install', packages: ['--registry=http://evil.example'] } }, 'command.packages[0]'],
    [{ command: { case: 'run', script: '--script-shell=/bin/evil' } }, 'command.script'],
    [{ command: { case: 'publish', tag: '-x' } }, 'command.tag'],
    [{ command: 'ci', workspaces: ['-w'] }, 'workspaces[0]'],
    [{ command: 'ci', path: '../other' }, 'path'],
  ])('refuses %j, which would be read as something else', (values, name) => {
    expect(check(npm, values)).toMatchObject([
      { code: 'INPUT_INVALID', message: expect.stringContaining(`\`${name}\``) },
    ]);
  });

  it('works in a directory below', async () => {
    const end = await start(
      { command: 'ci', path: 'web' },
      { files: { 'web/package.json': '{}', 'web/npm-shrinkwrap.json': '{}' } },
    );
    expect(end.calls[0]?.cwd).toBe(join(end.workspace, 'web'));
    expect(end.outputs).toEqual({});
  });

  it('says what the directory lacks', async () => {
    expect((await start({ command: 'ci', path: 'none' })).failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`path` must be a directory with a package.json, got "none".',
    });
    expect((await start({ command: 'ci' }, { files: {} })).failure?.message).toBe(
      '`ci` must find a package-lock.json or npm-shrinkwrap.json in ".", there is none.',
    );
    expect(
      (await start({ command: 'ci', manager: 'npm' }, { files: { 'pnpm-lock.yaml': '' } })).failure?.hint,
    ).toBe('It is a pnpm project: set `manager` to pnpm, or leave it out.');
    expect(
      (await start({ command: 'ci' }, { files: { ...lock, 'package.json': '{' } })).failure?.message,
    ).toBe('the package.json in "." must be JSON, it is not.');
  });

  it('packs, and says what it made', async () => {
    const packed = {
      name: '@team/app',
      version: '1.10.0',
      filename: 'team-app-1.10.0.tgz',
      integrity: 'sha512-x',
    };
    for (const shown of [[packed], packed, { '@team/app': packed }]) {
      const stdout = `> build\n[12:00] {done}\n${JSON.stringify(shown, null, 2)}\n`;
      const end = await start(
        { command: 'pack', path: 'web' },
        { files: { 'web/package.json': '{}' }, answers: [{ command: 'npm pack', stdout }] },
      );
      expect(end.outputs).toEqual({
        name: '@team/app',
        version: '1.10.0',
        tarball: 'web/team-app-1.10.0.tgz',
        integrity: 'sha512-x',
      });
    }
  });

  it('checks the version of Node', async () => {
    const answers = [{ command: 'node --version', stdout: 'v20.11.0\n' }, { command: 'npm' }];
    expect((await start({ command: 'ci', node: '20.x' }, { answers })).status).toBe('success');
    expect((await start({ command: 'ci', node: '>=22' }, { answers })).failure?.message).toBe(
      '`node` must be of version >=22, here is 20.11.0.',
    );
  });

  describe('with a test report', () => {
    const report = (failed: boolean) =>
      `<testsuite name="s"><testcase classname="s" name="a"/><testcase classname="s" name="b">${failed ? '<failure message="1 is not 2"/>' : '<skipped/>'}</testcase></testsuite>`;
    const writes =
      (failed: boolean) =>
      ({ cwd }: ToolCall) =>
        writeFileSync(join(cwd, 'junit.xml'), report(failed));

    it('gives totals', async () => {
      const end = await start(
        { command: 'test' },
        { answers: [{ command: 'npm test', run: writes(false) }] },
      );
      expect(end.outputs).toMatchObject({ tests: { run: 2, failed: 0, skipped: 1 } });
    });

    it('fails with the tests that failed', async () => {
      const end = await start(
        { command: 'test' },
        { answers: [{ command: 'npm test', run: writes(true), status: 1 }] },
      );
      expect(end.failure).toMatchObject({ code: 'TESTS_FAILED', message: '1 of 2 tests failed: `s › b`.' });
      expect(end.annotations).toMatchObject([{ level: 'error', title: 's › b', message: '1 is not 2' }]);
    });

    it('reads none that was there before', async () => {
      const end = await start(
        { command: 'test' },
        {
          files: { 'junit.xml': report(true) },
          answers: [{ command: 'npm test', run: ({ cwd }) => utimesSync(join(cwd, 'junit.xml'), 1, 1) }],
        },
      );
      expect(end.status).toBe('success');
      expect(end.outputs).not.toHaveProperty('tests');
    });
  });
});
