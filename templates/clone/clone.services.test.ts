import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGitHttp } from '../../test/support/git-http.ts';
import { makeRepository } from '../../test/support/git-repository.ts';
import { largeFiles, pointer } from '../../test/support/lfs-server.ts';
import { startSshd } from '../../test/support/sshd.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

const source = makeRepository();
const commit = source.commit('one', { 'a.txt': 'a' });

describe('templates/clone/clone.services ssh', () => {
  afterAll(() => source[Symbol.dispose]());

  it('clones by ssh with a key and known hosts', async () => {
    await using server = await startSshd();
    const auth = { case: 'ssh', key: server.key, knownHosts: server.knownHosts } as const;
    const url = `ssh://${server.user}@127.0.0.1:${server.port}${source.directory}`;
    const caches = { mirror: scratchDirectory() };
    const { outputs, failure, workspace } = await runStep(clone, checkOutCode, {
      inputs: { url, auth },
      caches,
    });
    expect(failure).toBeUndefined();
    expect(outputs).toMatchObject({ commit });
    for (const directory of [workspace, caches.mirror]) {
      const found = spawnSync('grep', ['-rlF', 'PRIVATE KEY', directory], { encoding: 'utf8' });
      expect(found.stdout).toBe('');
    }
  });

  it('opens a key with its passphrase, and refuses a wrong one', async () => {
    await using server = await startSshd({ passphrase: "it's $(secret) `x`" });
    const url = `ssh://${server.user}@127.0.0.1:${server.port}${source.directory}`;
    const auth = { case: 'ssh', key: server.key, knownHosts: server.knownHosts } as const;
    const right = await runStep(clone, checkOutCode, {
      inputs: { url, auth: { ...auth, passphrase: "it's $(secret) `x`" } },
    });
    expect(right.failure).toBeUndefined();
    for (const more of [{}, { passphrase: 'wrong' }]) {
      const { failure } = await runStep(clone, checkOutCode, { inputs: { url, auth: { ...auth, ...more } } });
      expect(failure?.code).toBe('AUTH_FAILED');
    }
  });

  it('refuses a server whose key is not the known one, or not known at all', async () => {
    await using server = await startSshd();
    await using other = await startSshd();
    const url = `ssh://${server.user}@127.0.0.1:${server.port}${source.directory}`;
    const wrong = other.knownHosts.replace(`${other.port}`, `${server.port}`);
    for (const knownHosts of [wrong, other.knownHosts]) {
      const auth = { case: 'ssh', key: server.key, knownHosts } as const;
      const { failure } = await runStep(clone, checkOutCode, { inputs: { url, auth } });
      expect(failure).toMatchObject({
        code: 'TLS_UNTRUSTED',
        message: `\`git ls-remote\` does not know the key of the ssh server ("${url}").`,
      });
    }
    const auth = { case: 'ssh', key: server.key, strict: false } as const;
    const { failure } = await runStep(clone, checkOutCode, { inputs: { url, auth } });
    expect(failure).toBeUndefined();
  });

  it('says that the server does not accept the key, or has no such repository', async () => {
    await using server = await startSshd();
    await using other = await startSshd();
    const at = (path: string) => `ssh://${server.user}@127.0.0.1:${server.port}${path}`;
    const auth = { case: 'ssh', key: server.key, knownHosts: server.knownHosts } as const;
    const stranger = { inputs: { url: at(source.directory), auth: { ...auth, key: other.key } } };
    expect((await runStep(clone, checkOutCode, stranger)).failure).toMatchObject({
      code: 'AUTH_FAILED',
      message: `\`git ls-remote\` was refused: the ssh server does not accept the key ("${at(source.directory)}").`,
    });
    const broken = { inputs: { url: at(source.directory), auth: { ...auth, key: 'nonsense' } } };
    expect((await runStep(clone, checkOutCode, broken)).failure?.code).toBe('AUTH_FAILED');
    const none = { inputs: { url: at('/none.git'), auth } };
    expect((await runStep(clone, checkOutCode, none)).failure).toMatchObject({
      code: 'NOT_FOUND',
      message: `\`git ls-remote\` found no repository at the URL ("${at('/none.git')}").`,
    });
  });
});

describe('templates/clone/clone.services lfs', () => {
  beforeAll(() => {
    try {
      execFileSync('git', ['lfs', 'version'], { stdio: 'ignore' });
    } catch {
      throw new Error('git-lfs is missing: install it, on Debian with `apt-get install git-lfs`.');
    }
  });

  it('puts large files in the place of their pointers, from the cache the second time', async () => {
    using large = makeRepository();
    const content = 'large '.repeat(10_000);
    large.commit('one', {
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'a.bin': pointer(content),
      'a.txt': 'a',
    });
    const auth = { password: 'secret' };
    await using server = await startGitHttp({ root: large.root, lfs: largeFiles(content), auth });
    const inputs = {
      url: `${server.url}/app.git`,
      lfs: true,
      auth: { case: 'token', token: 'secret' },
    } as const;
    const caches = { mirror: scratchDirectory() };
    for (const times of [1, 2]) {
      const { failure, workspace } = await runStep(clone, checkOutCode, { inputs, caches });
      expect(failure).toBeUndefined();
      expect(readFileSync(join(workspace, 'a.bin'), 'utf8')).toBe(content);
      expect(existsSync(join(workspace, '.git/hooks'))).toBe(false);
      const status = execFileSync('git', ['status', '--porcelain'], { cwd: workspace, encoding: 'utf8' });
      expect(status).toBe('');
      const downloads = server.requests.filter(
        ({ method, path }) => method === 'GET' && /objects\/[0-9a-f]{64}$/.test(path),
      );
      expect(downloads.length, `after run ${times}`).toBe(1);
    }
  });

  it('leaves the pointers where large files are not asked for', async () => {
    using large = makeRepository();
    large.commit('one', { '.gitattributes': '*.bin filter=lfs -text\n', 'a.bin': pointer('x') });
    const { workspace } = await runStep(clone, checkOutCode, { inputs: { url: large.url } });
    expect(readFileSync(join(workspace, 'a.bin'), 'utf8')).toBe(pointer('x'));
  });

  it('asks no server that the repository names for large files, in an untrusted run', async () => {
    using large = makeRepository();
    await using evil = await startGitHttp({ root: large.root });
    large.commit('one', {
      '.gitattributes': '*.bin filter=lfs -text\n',
      '.lfsconfig': `[lfs]\n\turl = ${evil.url}/app.git/info/lfs\n`,
      'a.bin': pointer('content'),
    });
    await using server = await startGitHttp({ root: large.root, lfs: largeFiles('content') });
    const inputs = { url: `${server.url}/app.git`, lfs: true };
    const { failure, workspace } = await runStep(clone, checkOutCode, { inputs, task: { untrusted: true } });
    expect(failure).toBeUndefined();
    expect(readFileSync(join(workspace, 'a.bin'), 'utf8')).toBe('content');
    expect(evil.requests).toEqual([]);
  });
});
