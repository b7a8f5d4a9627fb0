import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { check } from '@stepyard/catalog';
import { fakeExec, runStep, scratchDirectory, type ToolCall } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { runNpm } from './npm.ts';
import { npm } from './template.ts';

type Given = Parameters<typeof runStep<typeof npm, object>>[2]['inputs'];
type Answers = Parameters<typeof fakeExec>[0];
interface More {
  readonly files?: Record<string, string>;
  readonly answers?: Answers;
  readonly claims?: string;
}

const lock = { 'package-lock.json': '{}' };

function start(inputs: Given, { files = lock, answers = [{ command: 'npm' }], claims }: More = {}) {
  const workspace = scratchDirectory();
  const all = { 'package.json': '{"name":"@team/app","version":"1.10.0"}', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  return runStep(npm, runNpm, {
    inputs,
    workspace,
    exec: fakeExec(answers),
    caches: { npm: '/cache/npm' },
    ...(claims && { claims, task: { attempt: 2 } }),
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
    [
      { command: { case: 'install', packages: ['left-pad@1'] } },
      ['install', '--prefer-offline', '--', 'left-pad@1'],
    ],
    [
      { command: { case: 'run', script: 'build', args: ['-x', '$(id)'] } },
      ['run', 'build', '--', '-x', '$(id)'],
    ],
    [{ command: 'test', workspaces: ['a', 'b'] }, ['test', '--workspace=a', '--workspace=b']],
    [{ command: 'test', workspaces: ['*'] }, ['test', '--workspaces']],
    [{ command: { case: 'custom', args: ['audit', '--omit=dev'] } }, ['audit', '--omit=dev']],
    [
      { command: { case: 'publish', tag: 'next', access: 'public', dryRun: true } },
      ['publish', '--json', '--tag=next', '--access=public', '--dry-run'],
    ],
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
    expect((await start({ command: 'ci' }, { files: { 'pnpm-lock.yaml': '' } })).failure?.hint).toBe(
      'It is a pnpm project: install it with a script task.',
    );
    expect(
      (await start({ command: 'ci' }, { files: { ...lock, 'package.json': '{' } })).failure?.message,
    ).toBe('the package.json in "." must be JSON, it is not.');
  });

  it('signs in by a private npmrc, which is gone afterwards', async () => {
    let text = '';
    let mode = 0;
    const run = ({ env }: ToolCall) => {
      text = readFileSync(env.npm_config_userconfig ?? '', 'utf8');
      mode = statSync(env.npm_config_userconfig ?? '').mode & 0o777;
    };
    const end = await start(
      {
        command: 'ci',
        registry: 'https://npm.example/team',
        scope: '@team',
        auth: { case: 'token', token: 's3cr"et;#' },
      },
      { answers: [{ command: 'npm', run, stdout: 's3cr"et;#\n' }] },
    );
    expect(text).toBe(
      '@team:registry=https://npm.example/team/\n//npm.example/team/:_authToken="s3cr\\"et;#"\n',
    );
    expect(mode).toBe(0o600);
    expect(() => statSync(end.calls[0]?.env.npm_config_userconfig ?? '')).toThrow('ENOENT');
    expect(end.log).not.toContain('s3cr');
    expect(end.calls[0]?.args.join(' ')).not.toContain('s3cr');
  });

  it('signs in by name and password', async () => {
    let text = '';
    const run = ({ env }: ToolCall) => {
      text = readFileSync(env.npm_config_userconfig ?? '', 'utf8');
    };
    await start(
      { command: 'ci', auth: { case: 'basic', username: 'ci', password: 'pass' } },
      { answers: [{ command: 'npm', run }] },
    );
    expect(text).toBe(
      'registry=https://registry.npmjs.org/\n//registry.npmjs.org/:username="ci"\n//registry.npmjs.org/:_password="cGFzcw=="\n',
    );
  });

  it('refuses a credential that would break the npmrc, without showing it', async () => {
    for (const token of ['a\nb', 'x${HOME}']) {
      const { failure } = await start({ command: 'ci', auth: { case: 'token', token } });
      expect(failure?.message).toBe('`auth.token` must be one line without `${`.');
    }
    const { failure } = await start({ command: 'ci', registry: 'https://user:hidden@npm.example/' });
    expect(failure?.message).toBe(
      '`registry` must be a URL without user name and password, got one with them.',
    );
  });

  it('packs, and says what it made', async () => {
    const packed = {
      name: '@team/app',
      version: '1.10.0',
      filename: 'team-app-1.10.0.tgz',
      integrity: 'sha512-x',
    };
    for (const shown of [[packed], packed, { '@team/app': packed }]) {
      const stdout = `> build\n${JSON.stringify(shown, null, 2)}\n`;
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

  it('publishes once over all attempts', async () => {
    const claims = scratchDirectory();
    const answers = [
      {
        command: 'npm publish',
        stdout: '{"name":"@team/app","version":"1.10.0","filename":"f","integrity":"sha512-y"}',
      },
    ];
    const first = await start({ command: 'publish' }, { answers, claims });
    expect(first.outputs).toEqual({ name: '@team/app', version: '1.10.0', integrity: 'sha512-y' });
    expect(first.summary).toContain('Published **@team/app@1.10.0**.');
  });

  it('publishes one package a task', async () => {
    const { failure } = await start({ command: 'publish', workspaces: ['*'] });
    expect(failure?.message).toBe('`workspaces` must name one package to publish, got ["*"].');
  });

  it.each([
    ['AUTH_FAILED', 'E401', '401 Unauthorized - PUT https://npm.example/x'],
    ['AUTH_FAILED', 'ENEEDAUTH', 'This command requires you to be logged in'],
    ['NOT_FOUND', 'E404', '404 Not Found - GET https://npm.example/x - Not found'],
    ['CONFLICT', 'EPUBLISHCONFLICT', 'cannot publish over'],
    ['RATE_LIMITED', 'E429', '429 Too Many Requests'],
    ['UNREACHABLE', 'ECONNREFUSED', 'request to https://npm.example failed'],
    ['UNREACHABLE', 'E503', '503 Service Unavailable'],
    ['TLS_UNTRUSTED', 'SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'],
    ['TOOL_FAILED', 'EUSAGE', '`npm ci` can only install packages when in sync'],
  ])('tells %s by npm’s %s', async (code, said, text) => {
    for (const prefix of ['npm error', 'npm ERR!']) {
      const stderr = `${prefix} code ${said}\n${prefix} ${text}\n${prefix} A complete log of this run\n`;
      const { failure } = await start(
        { command: 'ci' },
        { answers: [{ command: 'npm', status: 1, stderr }] },
      );
      expect(failure).toMatchObject({
        code,
        message: `\`npm ci\` ended with ${said}: ${text.replace(/^\d{3} /, '')}`,
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
