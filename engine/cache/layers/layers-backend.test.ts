import { cpSync, existsSync, lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contents, createCacheBench, write } from '../directory/cache-bench.ts';

const layered = { layered: true } as const;

describe('engine/cache/layers/layers-backend', () => {
  it('gives an empty directory to write to and the kept one to read', async () => {
    const { attempt } = createCacheBench();
    const first = await attempt((path) => write(path, { a: 'one', 'b/c': 'two' }), layered);
    expect(first.cache).toMatchObject({ backend: 'layers' });
    expect(first.cache.base).toBeUndefined();
    expect(first.report).toEqual({ saved: true, savedBytes: 6 });
    const { cache, report } = await attempt((path) => expect(contents(path)).toEqual({}), layered);
    expect(contents(cache.base ?? '')).toEqual({ a: 'one', 'b/c': 'two' });
    expect(cache.from?.run).toBe('build-1');
    expect(report).toEqual({ saved: false, savedBytes: 0 });
  });

  it('saves what was written, over what was kept', async () => {
    const { attempt, caches } = createCacheBench();
    await attempt((path) => write(path, { a: 'one', 'b/c': 'two', 'd/e/f': 'three' }), layered);
    const { report } = await attempt(
      (path) => write(path, { a: 'ONE', 'b/g': 'four', d: 'a file' }),
      layered,
    );
    expect(report).toEqual({ saved: true, savedBytes: 13 });
    const { cache } = await attempt(() => {}, layered);
    expect(contents(cache.base ?? '')).toEqual({ a: 'ONE', 'b/c': 'two', 'b/g': 'four', d: 'a file' });
    expect(await caches.store.list()).toMatchObject([{ files: 4, bytes: 16, run: 'build-2' }]);
  });

  it('lets all attempts at once read the same files, and saves nothing of one that failed', async () => {
    const { attempt, caches, request } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }), layered);
    const both = await Promise.all([1, 2].map(() => caches.backend.setUp(request(layered))));
    const [one, two] = both;
    expect(one?.base).toBe(two?.base);
    for (const cache of both) write(cache.path, { b: 'two' });
    if (one !== undefined) expect((await caches.backend.tearDown(one, { keep: false })).saved).toBe(false);
    if (two !== undefined) expect((await caches.backend.tearDown(two, { keep: true })).saved).toBe(true);
    const { cache } = await attempt(() => {}, layered);
    expect(contents(cache.base ?? '')).toEqual({ a: 'one', b: 'two' });
  });

  it('keeps what is read as long as it is read, whatever is saved, cleared and pruned meanwhile', async () => {
    const { attempt, caches, request } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }), layered);
    const reader = await caches.backend.setUp(request(layered));
    await attempt((path) => write(path, { b: 'two' }), layered);
    await attempt((path) => write(path, { c: 'three' }));
    await caches.store.clear();
    await caches.store.prune({ maxBytes: 0 });
    expect(contents(reader.base ?? '')).toEqual({ a: 'one' });
    await caches.backend.tearDown(reader, { keep: true });
    await caches.store.clear();
    expect(existsSync(reader.base ?? '')).toBe(false);
  });

  it('reads a more trusted entry in place, and links no file of it into its own', async () => {
    const { attempt } = createCacheBench();
    await attempt((path) => write(path, { a: 'trusted' }), { ...layered, trust: 'default-branch' });
    const { cache } = await attempt((path) => write(path, { b: 'mine' }), { ...layered, trust: 'branch' });
    expect(cache.from?.trust).toBe('default-branch');
    const own = await attempt((path) => write(path, { c: 'more' }), { ...layered, trust: 'branch' });
    const next = await attempt(() => {}, { ...layered, trust: 'branch' });
    const node = (base: string | undefined, file: string) =>
      lstatSync(join(base ?? '', file), { throwIfNoEntry: false })?.nlink;
    expect(node(cache.base, 'a')).toBe(1);
    expect(contents(next.cache.base ?? '')).toEqual({ a: 'trusted', b: 'mine', c: 'more' });
    expect(own.cache.base).not.toBe(cache.base);
    expect((await attempt(() => {}, { ...layered, trust: 'default-branch' })).cache.base).toBe(cache.base);
  });

  it('starts cold where what is kept was written to', async () => {
    const { attempt } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }), layered);
    const { cache } = await attempt(() => {}, layered);
    writeFileSync(join(cache.base ?? '', 'a'), 'ONE', { flag: 'r+' });
    const next = await attempt((path) => write(path, { a: 'new' }), layered);
    expect(next.cache.base).toBeUndefined();
    expect(next.report.saved).toBe(true);
  });

  it('gives a tool that copied all it was given a private copy from then on', async () => {
    const { attempt, caches, request } = createCacheBench();
    await attempt((path) => write(path, { a: 'one', 'b/c': 'two' }), layered);
    const cache = await caches.backend.setUp(request(layered));
    cpSync(cache.base ?? '', cache.path, { recursive: true });
    expect(await caches.backend.tearDown(cache, { keep: true })).toEqual({ saved: false, savedBytes: 0 });
    const { cache: next } = await attempt((path) => write(path, { d: 'three' }), layered);
    expect(next).toMatchObject({ backend: 'directory', from: { run: 'build-1' } });
    expect(next.base).toBeUndefined();
    await attempt((path) => expect(contents(path)).toEqual({ a: 'one', 'b/c': 'two', d: 'three' }), layered);
  });

  it('shares no file between what is kept and a private copy', async () => {
    const { attempt, caches, request } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }), layered);
    await attempt((path) => write(path, { b: 'two' }), layered);
    const reader = await caches.backend.setUp(request(layered));
    for (const text of ['x', 'y', 'z']) {
      await attempt((path) => {
        for (const file of ['a', 'b', 'c'])
          if (existsSync(join(path, file))) writeFileSync(join(path, file), text, { flag: 'r+' });
        write(path, { c: text });
      });
    }
    expect(contents(reader.base ?? '')).toEqual({ a: 'one', b: 'two' });
    await caches.backend.tearDown(reader, { keep: false });
  });

  it('is used only for tools that can, on this machine', async () => {
    const { attempt } = createCacheBench();
    expect((await attempt(() => {})).cache.backend).toBe('directory');
    expect((await attempt(() => {}, { ...layered, executor: 'docker' })).cache.backend).toBe('layers');
    await expect(attempt(() => {}, { ...layered, executor: 'kubernetes' })).rejects.toThrow('No back end.');
  });
});
