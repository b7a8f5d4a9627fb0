import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { type RunStepOptions, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { type GitHttpServer, startGitHttp } from '../../test/support/git-http.ts';
import { makeRepository, type TestRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

interface Served extends AsyncDisposable {
  readonly source: TestRepository;
  readonly server: GitHttpServer;
  readonly url: string;
  readonly caches: { readonly mirror: string };
}

async function serve(options: { readonly protocol?: 0 } = {}): Promise<Served> {
  const source = makeRepository();
  source.commit('one', { 'a.txt': 'one', 'dir/b.txt': 'b'.repeat(5000) });
  const server = await startGitHttp({ root: source.root, ...options });
  return {
    source,
    server,
    url: `${server.url}/app.git`,
    caches: { mirror: scratchDirectory() },
    async [Symbol.asyncDispose]() {
      await server.close();
      source[Symbol.dispose]();
    },
  };
}

async function run(inputs: GivenValues<typeof clone.inputs>, options: Partial<RunStepOptions<typeof clone>>) {
  const done = await runStep(clone, checkOutCode, { inputs, ...options });
  expect(done.failure).toBeUndefined();
  return done;
}

function mirrorIn({ caches }: Served): string {
  const names = readdirSync(caches.mirror).filter((name) => !name.includes('.'));
  expect(names).toHaveLength(1);
  return join(caches.mirror, names[0] ?? '');
}

function packsIn(gitDir: string): string[] {
  const directory = join(gitDir, 'objects/pack');
  return readdirSync(directory)
    .filter((name) => name.endsWith('.pack'))
    .map((name) => join(directory, name));
}

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, encoding: 'utf8' }).trimEnd();

describe('templates/clone/mirror', () => {
  it('T5.7: asks the server for nothing when the mirror holds the commit', async () => {
    await using on = await serve();
    const commit = on.source.commit('two', { 'a.txt': 'two' });
    await run({ url: on.url, ref: commit }, on);
    const [sent, asked] = [on.server.sent(), on.server.requests.length];
    const { workspace } = await run({ url: on.url, ref: commit }, on);
    expect(readFileSync(join(workspace, 'a.txt'), 'utf8')).toBe('two');
    expect(on.server.sent() - sent).toBe(0);
    expect(on.server.requests.length - asked).toBe(0);
  });

  it('leaves the mirror byte for byte as it was when it holds the commit', async () => {
    await using on = await serve();
    const commit = on.source.commit('two', { 'a.txt': 'two' });
    const list = () =>
      readdirSync(on.caches.mirror, { recursive: true, encoding: 'utf8' })
        .map((name) => [name, statSync(join(on.caches.mirror, name)).mtimeMs])
        .sort();
    await run({ url: on.source.url, ref: commit }, on);
    const before = list();
    await run({ url: on.source.url, ref: commit }, on);
    expect(list()).toEqual(before);
  });

  it('T5.7: receives only what is new when the branch has moved on', async () => {
    await using on = await serve();
    await run({ url: on.url, ref: 'main' }, on);
    const commit = on.source.commit('two', { 'a.txt': 'two' });
    const sent = on.server.sent();
    const { outputs } = await run({ url: on.url, ref: 'main' }, on);
    expect(outputs).toMatchObject({ commit });
    expect(on.server.sent() - sent).toBeLessThan(1500);
  });

  it('leaves a repository that needs neither the mirror nor a credential', async () => {
    await using on = await serve();
    const { workspace } = await run({ url: on.url }, on);
    rmSync(on.caches.mirror, { recursive: true });
    expect(existsSync(join(workspace, '.git/objects/info/alternates'))).toBe(false);
    expect(git(workspace, 'fsck', '--full', '--no-dangling')).toBe('');
    expect(git(workspace, 'status', '--porcelain')).toBe('');
    expect(git(workspace, 'config', '--get', 'remote.origin.url')).toBe(on.url);
  });

  it('copies the objects for an untrusted run, so that it cannot write into the mirror', async () => {
    await using on = await serve();
    const { workspace } = await run({ url: on.url }, { ...on, task: { untrusted: true } });
    const [own] = packsIn(join(workspace, '.git'));
    chmodSync(own ?? '', 0o644);
    truncateSync(own ?? '', 10);
    expect(git(mirrorIn(on), 'fsck', '--full', '--no-dangling')).toBe('');
  });

  const damages: Record<string, (mirror: string) => void> = {
    'every pack is cut in half': (mirror) => {
      for (const pack of packsIn(mirror)) {
        chmodSync(pack, 0o644);
        truncateSync(pack, Math.floor(readFileSync(pack).length / 2));
      }
    },
    'every pack is full of zeros': (mirror) => {
      for (const pack of packsIn(mirror)) {
        chmodSync(pack, 0o644);
        const bytes = readFileSync(pack);
        writeFileSync(pack, bytes.fill(0, 12, bytes.length - 20));
      }
    },
    'the packs are gone': (mirror) => {
      for (const pack of packsIn(mirror)) rmSync(pack);
    },
    'the index of a pack is empty': (mirror) => {
      for (const pack of packsIn(mirror)) {
        const index = pack.replace(/pack$/, 'idx');
        chmodSync(index, 0o644);
        truncateSync(index, 0);
      }
    },
    'HEAD is empty': (mirror) => truncateSync(join(mirror, 'HEAD'), 0),
    'the settings are garbage': (mirror) => writeFileSync(join(mirror, 'config'), '[core\n\0'),
    'the list of shallow commits is garbage': (mirror) =>
      writeFileSync(join(mirror, 'shallow'), 'nonsense\n'),
    'the refs are gone': (mirror) => rmSync(join(mirror, 'refs'), { recursive: true }),
    'there is nothing but an empty directory': (mirror) => {
      for (const name of readdirSync(mirror)) rmSync(join(mirror, name), { recursive: true });
    },
    'it is a file': (mirror) => {
      rmSync(mirror, { recursive: true });
      writeFileSync(mirror, '');
    },
    'a fetch was killed and left its locks': (mirror) => {
      writeFileSync(join(mirror, 'shallow.lock'), '');
      writeFileSync(join(mirror, 'packed-refs.lock'), '');
      writeFileSync(join(mirror, 'objects/pack/tmp_pack_abc'), 'half');
    },
  };

  it.each(Object.keys(damages))('T5.9: makes the mirror anew and succeeds where %s', async (name) => {
    await using on = await serve();
    const first = on.source.commit('two', { 'a.txt': 'two' });
    await run({ url: on.source.url, ref: first }, on);
    damages[name]?.(mirrorIn(on));
    const again = await run({ url: on.source.url, ref: first }, on);
    expect(readFileSync(join(again.workspace, 'dir/b.txt'), 'utf8')).toBe('b'.repeat(5000));
    const second = on.source.commit('three', { 'a.txt': 'three' });
    const { workspace } = await run({ url: on.source.url, ref: second }, on);
    expect(readFileSync(join(workspace, 'a.txt'), 'utf8')).toBe('three');
    expect(git(workspace, 'fsck', '--full', '--no-dangling')).toBe('');
  });

  it('runs nothing that a tampered mirror names', async () => {
    await using on = await serve();
    await run({ url: on.url }, on);
    const canary = join(scratchDirectory(), 'canary');
    const mirror = mirrorIn(on);
    const command = `touch ${canary}`;
    const names = ['core.fsmonitor', 'core.sshCommand', 'core.gitProxy', 'core.alternateRefsCommand'];
    for (const setting of [
      ...names,
      'remote.origin.uploadpack',
      'uploadpack.packObjectsHook',
      'credential.helper',
    ]) {
      git(mirror, 'config', setting, command);
    }
    git(mirror, 'config', 'core.hooksPath', join(mirror, 'evil'));
    for (const hook of [
      'post-checkout',
      'reference-transaction',
      'post-index-change',
      'fsmonitor-watchman',
    ]) {
      execFileSync('mkdir', ['-p', join(mirror, 'hooks'), join(mirror, 'evil')]);
      for (const directory of ['hooks', 'evil']) {
        writeFileSync(join(mirror, directory, hook), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
      }
    }
    on.source.commit('two', { 'a.txt': 'two' });
    await run({ url: on.url }, on);
    expect(existsSync(canary)).toBe(false);
    expect(existsSync(join(mirror, 'hooks'))).toBe(false);
  });

  it('serves several tasks at the same time', async () => {
    await using on = await serve();
    const ids = [1, 2, 3].map((n) => on.source.commit(`change ${n}`, { 'a.txt': `${n}` }));
    const runs = await Promise.all([...ids, ...ids].map((ref) => run({ url: on.source.url, ref }, on)));
    expect(runs.map(({ workspace }) => readFileSync(join(workspace, 'a.txt'), 'utf8'))).toEqual([
      ...'123123',
    ]);
    expect(git(mirrorIn(on), 'fsck', '--full', '--no-dangling')).toBe('');
  });

  it('keeps a mirror for each repository and filter', async () => {
    await using on = await serve();
    using other = makeRepository();
    other.commit('other', { 'a.txt': 'other' });
    await run({ url: on.url }, on);
    const { workspace } = await run({ url: other.url }, on);
    expect(readFileSync(join(workspace, 'a.txt'), 'utf8')).toBe('other');
    expect(readdirSync(on.caches.mirror).filter((name) => !name.includes('.'))).toHaveLength(2);
  });

  it('finds a commit below the tip on a server that hands out tips only', async () => {
    await using on = await serve({ protocol: 0 });
    const wanted = on.source.commit('wanted', { 'a.txt': 'wanted' });
    on.source.commits(60, (n) => ({ message: `later ${n}`, file: `${n}` }));
    for (const ref of ['refs/heads/main', undefined]) {
      const caches = { mirror: scratchDirectory() };
      const inputs = { url: on.url, commit: wanted, ...(ref === undefined ? {} : { ref }) };
      const { workspace } = await run(inputs, { caches });
      expect(readFileSync(join(workspace, 'a.txt'), 'utf8')).toBe('wanted');
      expect(git(workspace, 'rev-list', '--count', 'HEAD')).toBe('1');
    }
    const fetches = on.server.requests.filter(
      ({ method, path }) => method === 'POST' && path.endsWith('upload-pack'),
    );
    expect(fetches.length).toBeGreaterThan(3);
  });

  it('says so when the commit is in no history of the repository', async () => {
    await using on = await serve();
    const commit = '1'.repeat(40);
    const { failure } = await runStep(clone, checkOutCode, {
      inputs: { url: on.url, commit },
      caches: on.caches,
    });
    expect(failure).toEqual({
      class: 'configuration',
      code: 'NOT_FOUND',
      message: `the commit ${commit} is not in the repository.`,
      hint: 'Check the commit; after a forced push it may be gone. Without it the newest one is taken.',
    });
  });

  it('stays small however many builds there are', async () => {
    await using on = await serve();
    const commits = on.source.commits(210, (n) => ({ message: `change ${n}`, file: `${n}` }));
    await run({ url: on.source.url, ref: commits[0] ?? '' }, on);
    const mirror = mirrorIn(on);
    const refs = commits.slice(0, -1).map((id) => `+${id}:refs/commits/${id}`);
    for (const ref of refs.slice(0, 21)) git(mirror, 'fetch', '--quiet', '--depth=1', 'origin', ref);
    git(mirror, 'fetch', '--quiet', '--depth=1', 'origin', ...refs);
    await run({ url: on.source.url, ref: commits.at(-1) ?? '' }, on);
    expect(packsIn(mirror).length).toBeLessThan(10);
    expect(readdirSync(join(mirror, 'refs/commits'))).toHaveLength(100);
    expect(readFileSync(join(mirror, 'shallow'), 'utf8').split('\n').length).toBeLessThan(110);
    expect(git(mirror, 'fsck', '--full', '--no-dangling')).toBe('');
  });
});
