import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeExec, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { runNpm } from './npm.ts';
import { npm } from './template.ts';

type Answers = Parameters<typeof fakeExec>[0];

const packed = {
  name: '@team/app',
  version: '1.10.0',
  filename: 'team-app-1.10.0.tgz',
  integrity: 'sha512-y',
};
const usual: Answers = [
  { command: /^npm (--registry\S+ )?run / },
  { command: /^npm (--registry\S+ )?pack /, stdout: JSON.stringify([packed]) },
  { command: /^npm (--registry\S+ )?publish / },
];
const inputs = { command: 'publish', auth: { case: 'token', token: 'hidden-token' } } as const;

function start(
  more: Partial<Parameters<typeof runStep<typeof npm, object>>[2]> & { answers?: Answers } = {},
) {
  const workspace = scratchDirectory();
  writeFileSync(join(workspace, 'package.json'), '{"name":"root","version":"0.0.0"}');
  const { answers = usual, ...options } = more;
  return runStep(npm, runNpm, { inputs, workspace, exec: fakeExec(answers), ...options });
}

describe('templates/npm/publish', () => {
  it('packs without the credential, then publishes the file without scripts', async () => {
    const end = await start();
    expect(end.outputs).toEqual({ name: '@team/app', version: '1.10.0', integrity: 'sha512-y' });
    expect(end.summary).toContain('Published **@team/app@1.10.0**.');
    const [before, pack, publish, after] = end.calls;
    const to = pack?.args[3]?.slice('--pack-destination='.length);
    expect(before?.args).toEqual(['run', 'prepublishOnly', '--if-present']);
    expect(pack?.args).toEqual(['pack', '--json', '--dry-run=false', `--pack-destination=${to}`]);
    expect(publish?.args).toEqual([
      ...['publish', '--json', '--ignore-scripts', '--tag=latest', '--dry-run=false', '--fetch-retries=0'],
      ...['--', `${to}/team-app-1.10.0.tgz`],
    ]);
    expect(after?.args).toEqual(['run', 'postpublish', '--if-present']);
    for (const { args, env } of end.calls) {
      expect('npm_config_userconfig' in env).toBe(args[0] === 'publish');
    }
  });

  it('publishes one workspace, as told', async () => {
    const command = { case: 'publish', tag: 'next', access: 'public', dryRun: true } as const;
    const registry = 'https://npm.example';
    const end = await start({ inputs: { ...inputs, command, registry, workspaces: ['lib'] } });
    expect(end.status).toBe('success');
    expect(end.calls.map(({ args }) => args.filter((arg) => !/^--pack-dest|^\//.test(arg)))).toEqual([
      ['--registry=https://npm.example/', 'run', 'prepublishOnly', '--if-present', '--workspace=lib'],
      ['--registry=https://npm.example/', 'pack', '--json', '--dry-run=false', '--workspace=lib'],
      [
        ...['--registry=https://npm.example/', 'publish', '--json', '--ignore-scripts', '--tag=next'],
        ...['--dry-run=true', '--fetch-retries=0', '--access=public', '--'],
      ],
    ]);
    expect(end.summary).toBe('');
    const { failure } = await start({ inputs: { ...inputs, workspaces: ['*'] } });
    expect(failure?.message).toBe('`workspaces` must name one package to publish, got ["*"].');
  });

  it('says that a script ended the packing', async () => {
    const answers = [{ command: 'npm run' }, { command: 'npm pack', stdout: 'bye\n' }];
    expect((await start({ answers })).failure).toMatchObject({
      code: 'TOOL_FAILED',
      message: '`npm pack` did not say what it packed.',
    });
  });

  describe('after an attempt that ended without saying how it went', () => {
    const lost = {
      ...usual[2],
      command: 'npm publish',
      status: 1,
      stderr: 'npm error code ECONNRESET\nnpm error x',
    };

    async function again(view: Answers[number]) {
      const claims = scratchDirectory();
      const first = await start({ claims, task: { attempt: 1 }, answers: [...usual.slice(0, 2), lost] });
      expect(first.failure?.code).toBe('UNREACHABLE');
      return await start({ claims, task: { attempt: 2 }, answers: [...usual, view] });
    }

    const published = (calls: readonly { args: readonly string[] }[]) =>
      calls.filter(({ args }) => args[0] === 'publish').length;

    it('takes over what it published', async () => {
      const end = await again({ command: 'npm view', stdout: '"sha512-y"\n' });
      expect(end.outputs).toEqual({ name: '@team/app', version: '1.10.0', integrity: 'sha512-y' });
      expect(published(end.calls)).toBe(0);
    });

    it.each<[string, Answers[number]]>([
      ['the package', { command: 'npm view', status: 1, stderr: 'npm error code E404\nnpm error 404 x' }],
      ['the version', { command: 'npm view', stdout: '' }],
    ])('publishes where the registry does not know %s', async (_what, view) => {
      const end = await again(view);
      expect(end.status).toBe('success');
      expect(published(end.calls)).toBe(1);
    });

    it('refuses where another content is there', async () => {
      const end = await again({ command: 'npm view', stdout: '"sha512-other"\n' });
      expect(end.failure).toMatchObject({
        code: 'CONFLICT',
        message: '@team/app@1.10.0 is at the registry, with other content than is packed here.',
      });
      expect(published(end.calls)).toBe(0);
    });

    it('tries again where the registry cannot be asked', async () => {
      const end = await again({ command: 'npm view', status: 1, stderr: 'npm error code E503\nnpm error x' });
      expect(end.failure).toMatchObject({ code: 'UNREACHABLE', message: '`npm view` ended with E503: x' });
      expect(published(end.calls)).toBe(0);
    });
  });
});
