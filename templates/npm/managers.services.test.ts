import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type StartStepOptions, scratchDirectory, startStep, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { startNpmRegistry } from '../../test/support/npm-registry.ts';
import { npm } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');
const token = 'npm_0123456789abcdefghij';
const certificates = process.env.NODE_EXTRA_CA_CERTS;
const downloads = scratchDirectory();

const managers = [
  { name: 'pnpm', version: '10.18.0', spec: 'pnpm@10.18.0', lock: 'pnpm-lock.yaml' },
  { name: 'pnpm', version: '12.18.0', spec: 'pnpm@12.18.0', lock: 'pnpm-lock.yaml' },
  { name: 'yarn', version: '1.22.22', spec: 'yarn@1.22.22', lock: 'yarn.lock' },
  { name: 'yarn', version: '4.18.1', spec: '@yarnpkg/cli-dist@4.18.1', lock: 'yarn.lock' },
] as const;

type More = Omit<StartStepOptions, 'inputs'> & { readonly workspace: string };

async function run(inputs: NonNullable<StartStepOptions['inputs']>, more: More) {
  return await startStep(npm, main, {
    inputs,
    ...more,
    env: { ...(certificates !== undefined && { NODE_EXTRA_CA_CERTS: certificates }), ...more.env },
  }).end;
}

function project(fields: object, files: Readonly<Record<string, string>> = {}): string {
  const workspace = scratchDirectory();
  const all = {
    'package.json': JSON.stringify({ name: '@team/app', version: '1.0.0', ...fields }),
    ...files,
  };
  writeFiles(workspace, all);
  return workspace;
}

const installed = new Map<string, string>();

/** PATH with one manager in front, which is installed once. */
function pathWith(spec: string): string {
  const path = installed.get(spec) ?? install(spec);
  installed.set(spec, path);
  return path;
}

function install(spec: string): string {
  const prefix = scratchDirectory();
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `--cache=${downloads}`];
  execFileSync('npm', ['install', `--prefix=${prefix}`, ...flags, spec], { stdio: 'ignore' });
  return [join(prefix, 'node_modules/.bin'), process.env.PATH].join(delimiter);
}

const cached = () => ({ npm: downloads, pnpm: scratchDirectory(), yarn: scratchDirectory() });

describe.each(managers)('templates/npm/managers.services $name $version', ({ name, version, spec, lock }) => {
  it('is fetched as it is pinned, installs, and installs again by its lock file', async () => {
    const workspace = project(
      {
        packageManager: `${name}@${version}`,
        dependencies: { ms: '2.1.3' },
        scripts: { show: 'node show.js', test: 'node -e "process.exit(3)"' },
      },
      { 'show.js': 'console.log(JSON.stringify(process.argv.slice(2)))' },
    );
    const more = { workspace, caches: cached() };
    const first = await run({ command: 'install', pinned: true }, more);
    expect(first.result?.failure).toBeUndefined();
    expect(first.log).toContain(`Fetches ${spec}, which package.json pins.`);
    expect(existsSync(join(workspace, lock))).toBe(true);
    const again = await run({ command: 'ci', pinned: true }, more);
    expect(again.result?.failure).toBeUndefined();

    const shown = await run(
      { command: { case: 'run', script: 'show', args: ['--a b', '$(id)'] }, pinned: true },
      more,
    );
    expect(shown.log).toContain('["--a b","$(id)"]');
    const failed = await run({ command: 'test', pinned: true }, more);
    expect(failed.result?.failure?.code).toBe('TOOL_FAILED');

    writeFileSync(
      join(workspace, 'package.json'),
      readFileSync(join(workspace, 'package.json'), 'utf8').replace('"2.1.3"', '"2.1.2"'),
    );
    const outdated = await run({ command: 'ci', pinned: true }, more);
    expect(outdated.result?.failure).toMatchObject({
      code: 'TOOL_FAILED',
      hint: 'Install once where you work, and commit the lock file.',
    });
    const absent = await run({ command: { case: 'run', script: 'no-such' }, pinned: true }, more);
    expect(absent.result?.failure?.code).toBe('NOT_FOUND');
  });

  it('packs', async () => {
    const workspace = project({ files: ['index.js'] }, { 'index.js': '', [lock]: '' });
    const packed = await run(
      { command: 'pack' },
      { workspace, caches: cached(), env: { PATH: pathWith(spec) } },
    );
    expect(packed.result?.outputs).toMatchObject({
      name: '@team/app',
      version: '1.0.0',
      tarball: 'team-app-1.0.0.tgz',
    });
    expect(existsSync(join(workspace, 'team-app-1.0.0.tgz'))).toBe(true);
  });

  // Yarn 2 and later sign in by settings of their own.
  if (spec.startsWith('@yarnpkg')) return;

  it('signs in at a registry, publishes once, and shows the credential to nobody', async () => {
    await using registry = await startNpmRegistry({ token, private: true });
    const PATH = pathWith(spec);
    const inputs = { manager: name, registry: registry.url, auth: { case: 'token', token } };
    const workspace = project(
      { files: ['index.js'], scripts: { prepack: 'node -e "console.log(JSON.stringify(process.env))"' } },
      { 'index.js': '', [lock]: '' },
    );
    const more = { workspace, caches: cached(), env: { PATH, npm_config_fetch_retries: '0' } };
    // Yarn 2 and later run scripts of what is installed only.
    expect((await run({ ...inputs, command: 'install' }, more)).result?.failure).toBeUndefined();
    const published = await run({ ...inputs, command: 'publish' }, more);
    expect(published.result?.failure).toBeUndefined();
    expect(published.result?.outputs).toMatchObject({ name: '@team/app', version: '1.0.0' });
    expect(registry.published('@team/app')).toEqual(['1.0.0']);

    const user = project({ name: 'user', dependencies: { '@team/app': '1.0.0' } });
    const taken = await run({ ...inputs, command: 'install' }, { ...more, workspace: user });
    expect(taken.result?.failure).toBeUndefined();
    const stranger = await run(
      { manager: name, registry: registry.url, command: 'install' },
      {
        ...more,
        caches: cached(),
        workspace: project({ name: 'stranger', dependencies: { '@team/app': '1.0.0' } }),
      },
    );
    // Some give the words of the registry in the place of its status.
    const codes = ['AUTH_FAILED', 'TOOL_FAILED'];
    expect(codes, stranger.log).toContain(stranger.result?.failure?.code);
    for (const { log } of [published, taken]) expect(log).not.toContain(token);
  });
});

describe('templates/npm/managers.services', () => {
  it('refuses a pinned version that is not what was pinned', async () => {
    const workspace = project({ packageManager: `pnpm@10.18.0+sha512.${'0'.repeat(128)}` });
    const { result } = await run({ command: 'install', pinned: true }, { workspace, caches: cached() });
    expect(result?.failure).toMatchObject({
      code: 'TOOL_MISSING',
      message:
        'pnpm@10.18.0 was fetched and is not used: its hash is not the one that `packageManager` pins.',
    });
  });
});
