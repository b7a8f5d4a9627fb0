import { readFileSync, statSync } from 'node:fs';
import { fakeExec, runStep, scratchDirectory, type ToolCall, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { runNpm } from './npm.ts';
import { npm } from './template.ts';

type Given = Parameters<typeof runStep<typeof npm, object>>[2]['inputs'];
interface More {
  readonly files?: Record<string, string>;
  readonly answers?: Parameters<typeof fakeExec>[0];
}

function start(inputs: Given, { files = {}, answers = [{ command: 'npm' }] }: More = {}) {
  const workspace = scratchDirectory();
  writeFiles(workspace, { 'package.json': '{}', 'package-lock.json': '{}', ...files });
  return runStep(npm, runNpm, { inputs, workspace, exec: fakeExec(answers) });
}

const auth = { case: 'token', token: 'hidden-token' } as const;
const registry = 'https://npm.example/';

describe('templates/npm/npmrc', () => {
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

  it('is stronger than the project in which registry is meant', async () => {
    const files = { '.npmrc': 'registry=http://evil.example/\n' };
    const end = await start({ command: 'ci', registry: 'https://npm.example/team' }, { files });
    expect(end.calls[0]?.args).toEqual(['--registry=https://npm.example/team/', 'ci', '--prefer-offline']);
    expect(end.calls[0]?.env).not.toHaveProperty('npm_config_userconfig');
    const scoped = await start({ command: 'ci', registry, scope: '@a_b', auth }, { files });
    expect(scoped.calls[0]?.args[0]).toBe('--@a_b:registry=https://npm.example/');
  });

  it.each([
    'strict-ssl=false',
    'proxy=http://evil.example',
    'ca[]=x',
    '"cafile"=x',
    'strict${NO?}-ssl=false',
  ])('keeps the credential from a project that says %s', async (line) => {
    for (const file of ['.npmrc', 'web/.npmrc']) {
      const files = { [file]: `${line}\n`, 'web/package.json': '{}', 'web/package-lock.json': '{}' };
      const { failure, calls } = await start({ command: 'ci', path: 'web', registry, auth }, { files });
      const key = line.split('=')[0]?.replaceAll(/"|\[\]/g, '');
      expect(failure).toMatchObject({
        class: 'policy',
        code: 'POLICY_REFUSED',
        message: `the project's \`.npmrc\` must not set \`${key}\` where \`auth\` is given.`,
      });
      expect(calls).toEqual([]);
    }
  });

  it('leaves other settings and registries to the project', async () => {
    const lines = ['engine-strict=true', '@x:registry=https://x.example/', '//x.example/:_authToken=${X}'];
    const files = { '.npmrc': lines.join('\n') };
    expect((await start({ command: 'ci', registry, auth }, { files })).status).toBe('success');
    expect((await start({ command: 'ci', registry }, { files: { '.npmrc': 'proxy=x' } })).status).toBe(
      'success',
    );
  });

  it('says that the project signs in by itself', async () => {
    const files = { '.npmrc': '//npm.example/:_authToken=${NPM_TOKEN}\n' };
    const { failure } = await start({ command: 'ci', registry, auth }, { files });
    expect(failure).toMatchObject({
      code: 'INPUT_INVALID',
      message:
        "`auth` must not be given beside `//npm.example/:_authToken` in the project's `.npmrc`, which would win.",
    });
  });
});
