import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { startGitHttp } from '../../test/support/git-http.ts';
import { makeRepository, type TestRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, encoding: 'utf8' }).trimEnd();

/** app holds lib at `vendor/lib`, which holds base at `base`. */
function nest(urlOf: (repository: TestRepository, name: string) => string) {
  const [app, lib, base] = [makeRepository(), makeRepository(), makeRepository()];
  const baseCommit = base.commit('base', { 'base.txt': 'base' });
  const libCommit = lib.commit('lib', {
    'lib.txt': 'lib',
    '.gitmodules': `[submodule "base"]\n\tpath = base\n\turl = ${urlOf(base, 'base')}\n`,
    base: { mode: '160000', data: baseCommit },
  });
  app.commit('app', {
    'app.txt': 'app',
    '.gitmodules': `[submodule "the lib"]\n\tpath = vendor/lib\n\turl = ${urlOf(lib, 'lib')}\n\tbranch = other\n`,
    'vendor/lib': { mode: '160000', data: libCommit },
  });
  const all = [app, lib, base];
  return { app, lib, base, libCommit, [Symbol.dispose]: () => void all.map((one) => one[Symbol.dispose]()) };
}

describe('templates/clone/submodules', () => {
  it('leaves submodules out unless asked', async () => {
    using on = nest(({ url }) => url);
    const { workspace } = await runStep(clone, checkOutCode, { inputs: { url: on.app.url } });
    expect(existsSync(join(workspace, 'vendor/lib/lib.txt'))).toBe(false);
  });

  it('brings in the submodules of the repository only, or theirs too', async () => {
    using on = nest(({ url }) => url);
    for (const submodules of ['yes', 'recursive'] as const) {
      const { workspace, failure } = await runStep(clone, checkOutCode, {
        inputs: { url: on.app.url, submodules },
      });
      expect(failure).toBeUndefined();
      expect(readFileSync(join(workspace, 'vendor/lib/lib.txt'), 'utf8')).toBe('lib');
      expect(existsSync(join(workspace, 'vendor/lib/base/base.txt'))).toBe(submodules === 'recursive');
    }
  });

  it('leaves what `git submodule` itself would leave', async () => {
    using on = nest(({ url }) => url);
    const inputs = { url: on.app.url, submodules: 'recursive' } as const;
    const { workspace } = await runStep(clone, checkOutCode, { inputs });
    const status = git(workspace, 'submodule', 'status', '--recursive');
    expect(status).toMatch(/^ [0-9a-f]{40} vendor\/lib \(.*\)\n [0-9a-f]{40} vendor\/lib\/base \(.*\)$/);
    expect(git(workspace, 'status', '--porcelain')).toBe('');
    expect(git(join(workspace, 'vendor/lib'), 'config', 'remote.origin.url')).toBe(on.lib.url);
    expect(
      git(workspace, 'submodule', 'foreach', '--quiet', '--recursive', 'git rev-parse HEAD').split('\n'),
    ).toHaveLength(2);
    const moved = scratchDirectory();
    rmSync(moved, { recursive: true });
    execFileSync('mv', [workspace, moved]);
    expect(git(moved, 'submodule', 'status')).toContain('vendor/lib');
  });

  it('T5.7: takes submodules from their mirrors when these hold the commit', async () => {
    using on = nest(({ url }) => url);
    const caches = { mirror: scratchDirectory() };
    const ref = on.app.git('rev-parse', 'main');
    const inputs = { url: on.app.url, ref, submodules: 'recursive' } as const;
    await runStep(clone, checkOutCode, { inputs, caches });
    for (const repository of [on.app, on.lib, on.base]) rmSync(repository.directory, { recursive: true });
    const { workspace, failure } = await runStep(clone, checkOutCode, { inputs, caches });
    expect(failure).toBeUndefined();
    expect(readFileSync(join(workspace, 'vendor/lib/base/base.txt'), 'utf8')).toBe('base');
  });

  it('resolves relative addresses and signs in to the same host only', async () => {
    using on = nest(({ root }, name) => (name === 'lib' ? `../..${root}/app.git` : 'file:///nowhere.git'));
    const auth = { password: 'secret' };
    await using server = await startGitHttp({ root: '/', auth });
    const inputs = {
      url: `${server.url}${on.app.root}/app.git`.replace(on.app.root, `${on.app.root}`),
      submodules: 'yes',
      auth: { case: 'token', token: 'secret' },
    } as const;
    const depth = on.app.root.split('/').length;
    on.app.commit('relative', {
      '.gitmodules': `[submodule "l"]\n\tpath = vendor/lib\n\turl = ${'../'.repeat(depth)}${on.lib.directory.slice(1)}\n`,
    });
    const { workspace, failure } = await runStep(clone, checkOutCode, { inputs });
    expect(failure).toBeUndefined();
    expect(readFileSync(join(workspace, 'vendor/lib/lib.txt'), 'utf8')).toBe('lib');
  });

  it('gives the credential to no other host', async () => {
    await using other = await startGitHttp({ root: '/', auth: { password: 'secret' } });
    using on = nest(({ directory }) => `${other.url}${directory}`);
    await using server = await startGitHttp({ root: '/', auth: { password: 'secret' } });
    const inputs = {
      url: `${server.url}${on.app.directory}`,
      submodules: 'yes',
      auth: { case: 'token', token: 'secret' },
    } as const;
    const { failure } = await runStep(clone, checkOutCode, { inputs });
    expect(failure?.code).toBe('AUTH_FAILED');
    expect(other.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('reaches no other host, and no directory of this machine, for an untrusted event', async () => {
    using on = nest(() => 'https://internal.example/secret.git');
    const inputs = { url: on.app.url, submodules: 'yes' } as const;
    const { failure } = await runStep(clone, checkOutCode, { inputs, task: { untrusted: true } });
    expect(failure).toMatchObject({
      code: 'POLICY_REFUSED',
      message: 'the submodule "the lib" names another host, which a run of an untrusted event may not reach.',
    });
    using local = nest(({ url }) => url);
    await using server = await startGitHttp({ root: '/' });
    const url = `${server.url}${local.app.directory}`;
    const refused = await runStep(clone, checkOutCode, { inputs: { url, submodules: 'yes' } });
    expect(refused.failure?.message).toBe('the submodule "the lib" names a directory of this machine.');
  });
});
