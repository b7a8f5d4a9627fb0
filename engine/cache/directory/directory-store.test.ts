import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contents, createCacheBench, write } from './cache-bench.ts';

describe('engine/cache/directory/directory-store', () => {
  it('T5.8: no project can read the cache of another one', async () => {
    const { attempt } = createCacheBench();
    const names = [
      'shop',
      'Shop',
      'shop/a',
      'shop%2fa',
      '../shop',
      'shop ',
      '店',
      'x'.repeat(100),
      `${'x'.repeat(100)}y`,
    ];
    for (const project of names) {
      const { cache } = await attempt(
        (path) => {
          expect(contents(path)).toEqual({});
          write(path, { project });
        },
        { project },
      );
      expect(cache.from).toBeUndefined();
    }
    for (const project of names)
      await attempt((path) => expect(contents(path)).toEqual({ project }), { project });
  });

  it('keeps pipelines, templates, caches and paths apart, and shares a path of the author', async () => {
    const { attempt } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }));
    for (const more of [
      { pipeline: 'other' },
      { template: 'other' },
      { cache: 'other' },
      { path: 'build' },
    ]) {
      expect((await attempt((path) => write(path, { b: 'two' }), more)).cache.from).toBeUndefined();
    }
    const { cache } = await attempt(() => {}, { path: './build/', pipeline: 'third' });
    expect(cache.from).toBeDefined();
  });

  it.each(['..', '../other', 'a/../../b', '/etc', '/', '', '.', 'a\\..\\b', 'a\0b'])(
    'T5.8: refuses %j as a path below the cache root',
    async (path) => {
      const { caches, request, root } = createCacheBench();
      await expect(caches.backend.setUp(request({ path }))).rejects.toThrow(
        `\`cache.path\` must be a path below the project's caches, got ${JSON.stringify(path)}. Name one like "shared/libraries", or leave it out for the pipeline's own.`,
      );
      expect(readdirSync(root)).toEqual([]);
    },
  );

  it('T1.7: lists entries and counts reads and writes', async () => {
    const { attempt, caches } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }));
    await attempt(() => {});
    await attempt((path) => write(path, { b: 'four' }));
    await attempt((path) => write(path, { c: 'x' }), { project: 'bank', path: 'shared', trust: 'release' });
    await attempt(() => {});
    const facts = { template: 'some-template', cache: 'repository', key: 'some-template@1/linux-x64' };
    expect(await caches.store.list()).toEqual([
      {
        ...facts,
        backend: 'directory',
        project: 'shop',
        space: { pipeline: 'build' },
        trust: 'branch',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        bytes: 7,
        files: 2,
        run: 'build-3',
        createdAt: expect.any(Number),
        usedAt: expect.any(Number),
        reads: 1,
      },
      expect.objectContaining({
        project: 'bank',
        space: { path: 'shared' },
        trust: 'release',
        bytes: 1,
        reads: 0,
      }),
    ]);
    const { key, ...of } = facts;
    const cache = { ...of, boundTo: { pipeline: 'build', task: 'compile' } };
    expect((await caches.store.uses()).toSorted((a, b) => b.reads - a.reads)).toEqual([
      { ...cache, project: 'shop', space: { pipeline: 'build' }, reads: 3, writes: 2, bytes: 7 },
      { ...cache, project: 'bank', space: { path: 'shared' }, reads: 0, writes: 1, bytes: 1 },
    ]);
    expect(await caches.store.list({ project: 'bank' })).toHaveLength(1);
    expect(await caches.store.list({ pipeline: 'build' })).toHaveLength(1);
    expect(await caches.store.list({ template: 'other' })).toHaveLength(0);
  });

  it('clears what is named and leaves the rest', async () => {
    const { attempt, caches } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }));
    await attempt((path) => write(path, { a: 'three' }), { project: 'bank' });
    expect(await caches.store.clear({ project: 'bank' })).toEqual({ entries: 1, bytes: 5 });
    expect(await caches.store.list()).toMatchObject([{ project: 'shop' }]);
    expect((await attempt(() => {}, { project: 'bank' })).cache.from).toBeUndefined();
    expect(await caches.store.clear()).toEqual({ entries: 1, bytes: 3 });
    expect(await caches.store.list()).toEqual([]);
    expect((await attempt(() => {})).cache.from).toBeUndefined();
  });

  it('lets a run go on whose entry is cleared meanwhile', async () => {
    const { attempt, caches, request } = createCacheBench();
    for (const keep of [true, false]) {
      const project = `keeps ${keep}`;
      await attempt((path) => write(path, { a: 'one' }), { project });
      const cache = await caches.backend.setUp(request({ project }));
      await caches.store.clear({ project });
      expect(contents(cache.path)).toEqual({ a: 'one' });
      write(cache.path, { b: 'four' });
      const report = await caches.backend.tearDown(cache, { keep });
      expect(report).toEqual({ saved: keep, savedBytes: keep ? 4 : 0 });
    }
  });

  it('drops the least recently used when there is too much', async () => {
    const { attempt, another, root } = createCacheBench();
    const big = 'x'.repeat(1_000);
    for (const project of ['a', 'b', 'c']) await attempt((path) => write(path, { big }), { project });
    await attempt(() => {}, { project: 'a' });
    const { backend, store } = another(4_500);
    const request = {
      ...(await attempt(() => {}, { project: 'c' })).cache.request,
      holder: 'last-1',
      project: 'd',
    };
    const cache = await backend.setUp(request);
    write(cache.path, { big });
    await backend.tearDown(cache, { keep: true });
    expect((await store.list()).map(({ project }) => project)).toEqual(['d', 'c']);
    expect(existsSync(join(root, 'entries'))).toBe(true);
  });

  it('prunes what was not used, what nobody holds any more and what was never finished', async () => {
    const { attempt, caches, root } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }), { project: 'old' });
    await attempt((path) => write(path, { a: 'one' }), { project: 'new' });
    const scope = join(root, 'entries/new/pipeline-build/some-template.repository/branch');
    const left = [join(root, 'held/gone-1'), join(scope, '.new-1'), join(scope, '.old-1')];
    for (const path of left) {
      mkdirSync(join(path, 'tree'), { recursive: true });
      utimesSync(path, 1, 1);
    }
    expect(await caches.store.prune({ unusedMs: 60_000 })).toEqual({ entries: 0, bytes: 0 });
    expect(left.filter((path) => existsSync(path))).toEqual([]);
    expect(await caches.store.prune({ unusedMs: -1 })).toEqual({ entries: 2, bytes: 6 });
    expect(await caches.store.prune({ maxBytes: 0 })).toEqual({ entries: 0, bytes: 0 });
  });
});
