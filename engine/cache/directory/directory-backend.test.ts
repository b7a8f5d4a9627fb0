import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contents, createCacheBench, write } from './cache-bench.ts';

describe('engine/cache/directory/directory-backend', () => {
  it('gives the next run what a run left: contents, modes, links and times', async () => {
    const { attempt } = createCacheBench();
    const first = await attempt((path) => {
      mkdirSync(join(path, 'a/empty'), { recursive: true });
      writeFileSync(join(path, 'a/tool'), 'echo');
      chmodSync(join(path, 'a/tool'), 0o755);
      utimesSync(join(path, 'a/tool'), 1_000_000, 1_000_000.5);
      symlinkSync('a/tool', join(path, 'link'));
      symlinkSync('/no/such/place', join(path, 'out'));
      writeFileSync(join(path, 'ünï 克隆'), 'x'.repeat(5_000_000));
      mkdirSync(join(path, 'locked'));
      writeFileSync(join(path, 'locked/file'), 'locked');
      chmodSync(join(path, 'locked'), 0o555);
    });
    expect(first.cache.from).toBeUndefined();
    expect(first.report).toEqual({ saved: true, savedBytes: 5_000_030 });
    const second = await attempt((path) => {
      expect(readdirSync(path).sort()).toEqual(['a', 'link', 'locked', 'out', 'ünï 克隆']);
      expect(readdirSync(join(path, 'a')).sort()).toEqual(['empty', 'tool']);
      expect(statSync(join(path, 'a/tool'))).toMatchObject({ mode: 0o100755, mtimeMs: 1_000_000_500 });
      expect(readlinkSync(join(path, 'link'))).toBe('a/tool');
      expect(readlinkSync(join(path, 'out'))).toBe('/no/such/place');
      expect(statSync(join(path, 'locked')).mode & 0o777).toBe(0o555);
    });
    expect(second.cache.from).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      run: first.cache.request.run,
      trust: 'branch',
    });
    expect(second.report).toEqual({ saved: false, savedBytes: 0 });
  });

  it('saves nothing that is not a file, directory or link, and no rights beyond permissions', async () => {
    const { attempt } = createCacheBench();
    await attempt((path) => {
      execFileSync('mkfifo', [join(path, 'pipe')]);
      writeFileSync(join(path, 'tool'), '');
      chmodSync(join(path, 'tool'), 0o6755);
    });
    await attempt((path) => {
      expect(readdirSync(path)).toEqual(['tool']);
      expect(statSync(join(path, 'tool')).mode & 0o7777).toBe(0o755);
    });
  });

  it('saves nothing where nothing was written', async () => {
    const { attempt, caches } = createCacheBench();
    expect((await attempt(() => {})).report).toEqual({ saved: false, savedBytes: 0 });
    expect(await caches.store.list()).toEqual([]);
  });

  it('saves what changed, in the place of what was, and counts only the change', async () => {
    const { attempt, caches } = createCacheBench();
    await attempt((path) => write(path, { a: 'one', b: 'two', c: 'three' }));
    const { report } = await attempt((path) => {
      write(path, { a: 'ONE' });
      rmSync(join(path, 'b'));
      write(path, { d: 'fourth' });
    });
    expect(report).toEqual({ saved: true, savedBytes: 9 });
    await attempt((path) => expect(contents(path)).toEqual({ a: 'ONE', c: 'three', d: 'fourth' }));
    expect(await caches.store.list()).toMatchObject([{ files: 3, bytes: 14, run: 'build-2', reads: 1 }]);
  });

  it('notices a change that keeps size and time', async () => {
    const { attempt } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }));
    const { report } = await attempt((path) => {
      const { atime, mtime } = statSync(join(path, 'a'));
      write(path, { a: 'ONE' });
      utimesSync(join(path, 'a'), atime, mtime);
    });
    expect(report).toEqual({ saved: true, savedBytes: 3 });
    await attempt((path) => expect(contents(path)).toEqual({ a: 'ONE' }));
  });

  it('saves nothing of an attempt that failed, and gives the next one what there was', async () => {
    const { attempt } = createCacheBench();
    await attempt((path) => write(path, { a: 'one', b: 'two', 'd/e': 'deep' }));
    for (const _ of [1, 2, 3]) {
      const { report } = await attempt(
        (path) => {
          expect(contents(path)).toEqual({ a: 'one', b: 'two', 'd/e': 'deep' });
          appendFileSync(join(path, 'a'), ' more');
          rmSync(join(path, 'd'), { recursive: true });
          write(path, { d: 'a file now', 'f/g': 'new' });
        },
        {},
        false,
      );
      expect(report).toEqual({ saved: false, savedBytes: 0 });
    }
    const { cache } = await attempt((path) =>
      expect(contents(path)).toEqual({ a: 'one', b: 'two', 'd/e': 'deep' }),
    );
    expect(cache.from?.run).toBe('build-1');
  });

  it('hands a ready copy from run to run without copying it', async () => {
    const { attempt } = createCacheBench();
    const nodes: number[] = [];
    const look = (path: string) => nodes.push(lstatSync(join(path, 'a')).ino);
    await attempt((path) => write(path, { a: 'one' }));
    await attempt(look);
    await attempt(look, {}, false);
    await attempt(look);
    expect(new Set(nodes).size).toBe(1);
    await attempt((path) => write(path, { b: 'two' }));
    const { report } = await attempt((path) => expect(contents(path)).toEqual({ a: 'one', b: 'two' }));
    expect(report.saved).toBe(false);
  });

  it('T5.6: two runs at the same time both succeed, and the cache is readable afterwards', async () => {
    const { caches, another, request, attempt } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }));
    const other = another();
    const [mine, theirs] = await Promise.all([
      caches.backend.setUp(request()),
      other.backend.setUp(request()),
    ]);
    expect(mine.path).not.toBe(theirs.path);
    for (const { path } of [mine, theirs]) expect(contents(path)).toEqual({ a: 'one' });
    write(mine.path, { mine: 'x' });
    write(theirs.path, { theirs: 'x' });
    const reports = await Promise.all([
      caches.backend.tearDown(mine, { keep: true }),
      other.backend.tearDown(theirs, { keep: true }),
    ]);
    expect(reports.map(({ saved }) => saved)).toEqual([true, true]);
    await attempt((path) =>
      expect(Object.keys(contents(path)).filter((name) => name !== 'a').length).toBe(1),
    );
  });

  it('many runs at the same time never see half of anything', async () => {
    const { another, request } = createCacheBench();
    const rounds = Array.from({ length: 4 }, async (_, runner) => {
      const { backend } = another();
      for (let round = 0; round < 6; round++) {
        const cache = await backend.setUp(request());
        const found = contents(cache.path);
        expect(new Set(Object.values(found)).size).toBeLessThanOrEqual(1);
        const text = `${runner}.${round}`;
        write(cache.path, Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, text])));
        await backend.tearDown(cache, { keep: true });
      }
    });
    await Promise.all(rounds);
  });

  it('gives a holder what it has, also after the scheduler was started again', async () => {
    const { caches, another, request, attempt } = createCacheBench();
    await attempt((path) => write(path, { a: 'one' }));
    const asked = request();
    const before = await caches.backend.setUp(asked);
    write(before.path, { b: 'two' });
    const other = another();
    const after = await other.backend.setUp(asked);
    expect(after).toEqual(before);
    expect(contents(after.path)).toEqual({ a: 'one', b: 'two' });
    expect(await other.backend.tearDown(after, { keep: true })).toEqual({ saved: true, savedBytes: 3 });
    expect(await caches.backend.tearDown(before, { keep: true })).toEqual({ saved: false, savedBytes: 0 });
  });

  it('starts again where a scheduler was killed while it copied', async () => {
    const { root, caches, request, attempt } = createCacheBench();
    const { cache } = await attempt((path) => write(path, { a: 'one', b: 'two' }));
    const asked = request();
    const held = cache.path.replace(cache.request.holder, asked.holder);
    mkdirSync(held, { recursive: true });
    write(held, { a: 'on' });
    const prepared = await caches.backend.setUp(asked);
    expect(prepared.path).toBe(held);
    expect(contents(prepared.path)).toEqual({ a: 'one', b: 'two' });
    await caches.backend.tearDown(prepared, { keep: true });
    await caches.close();
    expect(readdirSync(join(root, 'held'))).toEqual([]);
  });

  it('takes the same key, then the nearest, then the newest, and nothing of another first part', async () => {
    const { attempt } = createCacheBench();
    const save = (key: string) => attempt((path) => write(path, { key }), { key });
    const seed = async (key: string) => {
      let found: unknown;
      await attempt(
        (path) => {
          found = existsSync(join(path, 'key')) ? readFileSync(join(path, 'key'), 'utf8') : undefined;
        },
        { key },
        false,
      );
      return found;
    };
    await save('t@1/linux/aaa');
    await save('t@1/linux/bbb');
    await save('t@1/darwin/ccc');
    expect(await seed('t@1/linux/aaa')).toBe('t@1/linux/aaa');
    expect(await seed('t@1/linux/zzz')).toBe('t@1/linux/bbb');
    expect(await seed('t@1/win/zzz')).toBe('t@1/darwin/ccc');
    expect(await seed('t@1/linux/aaaa')).toBe('t@1/linux/bbb');
    expect(await seed('t@2/linux/aaa')).toBeUndefined();
    expect(await seed('t@1')).toBe('t@1/darwin/ccc');
  });
});
