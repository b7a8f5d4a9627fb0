import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contents, write } from '../directory/cache-bench.ts';
import { asNobody } from './as-nobody.ts';
import { createOverlayBench, inMount } from './overlay-bench.ts';

const shown = 'find . -type f | sort | while read -r f; do echo "$f=$(cat "$f")"; done';

describe('engine/cache/overlay/overlay-backend', () => {
  it('gives what was kept, whole, and saves what was changed alone', async () => {
    const { step, caches } = createOverlayBench();
    const first = await step('mkdir b; echo one > a; echo two > b/c');
    expect(first.cache).toMatchObject({ backend: 'overlay' });
    expect(first.cache.from).toBeUndefined();
    expect(first.report).toEqual({ saved: true, savedBytes: 8 });
    const second = await step(`${shown}; echo 3 > b/d`);
    expect(second.said).toBe('./a=one\n./b/c=two\n');
    expect(second.cache.from?.run).toBe('build-1');
    expect(second.report).toEqual({ saved: true, savedBytes: 2 });
    expect((await step(shown)).said).toBe('./a=one\n./b/c=two\n./b/d=3\n');
    expect(await caches.store.list()).toMatchObject([
      { backend: 'overlay', run: 'build-2', bytes: 10, files: 3, reads: 1 },
    ]);
  });

  it('saves nothing of what was read, touched, opened, or written again as it was', async () => {
    const { step, layers } = createOverlayBench();
    await step('mkdir b; echo one > a; echo two > b/c; ln -s a l');
    const before = layers();
    const { report } = await step(
      'cat a; touch a b/c; : >> a; echo two > b/c; ln -sf a l; chmod 600 a; chmod 644 a; mkdir n; rmdir n; mkfifo p',
    );
    expect(report).toEqual({ saved: false, savedBytes: 0 });
    expect(layers()).toEqual(before);
  });

  const changes: readonly [what: string, script: string, then: string][] = [
    ['a removed file', 'rm b/c', './a=one\n./b/d=three\n'],
    ['a removed directory', 'rm -r b', './a=one\n'],
    ['a directory made anew', 'rm -r b; mkdir b; echo new > b/e', './a=one\n./b/e=new\n'],
    ['an empty directory made anew', 'rm -r b; mkdir b', './a=one\n'],
    ['a file in the place of a directory', 'rm -r b; echo file > b', './a=one\n./b=file\n'],
    [
      'a directory in the place of a file',
      'rm a; mkdir a; echo x > a/y',
      './a/y=x\n./b/c=two\n./b/d=three\n',
    ],
    ['a renamed file', 'mv a z', './b/c=two\n./b/d=three\n./z=one\n'],
    ['a renamed directory', 'mv b z', './a=one\n./z/c=two\n./z/d=three\n'],
    ['a file removed and made again', 'rm a; echo one > a; rm b/c', './a=one\n./b/d=three\n'],
    ['everything removed', 'rm -r a b', ''],
  ];

  it.each(changes)('keeps %s', async (_, script, then) => {
    const { step } = createOverlayBench();
    await step('mkdir b; echo one > a; echo two > b/c; echo three > b/d');
    await step(script);
    expect((await step(shown)).said).toBe(then);
    await step('echo more > more');
    expect((await step(`rm more; ${shown}`)).said).toBe(then);
  });

  it('keeps modes and links, and neither devices, sockets, pipes nor set-uid', async () => {
    const { step } = createOverlayBench();
    await step(
      'echo x > run; chmod 4755 run; ln -s /etc/passwd out; mkfifo pipe; mkdir -m 2750 d; echo y > d/f',
    );
    const { said } = await step("find . -mindepth 1 -printf '%P %y %m %l\\n' | sort");
    expect(said.split('\n').map((line) => line.trim())).toEqual([
      'd d 750',
      'd/f f 644',
      'out l 777 /etc/passwd',
      'run f 755',
      '',
    ]);
  });

  it('saves nothing of an attempt that failed, and leaves nothing of it', async () => {
    const { step, layers, root } = createOverlayBench();
    await step('echo one > a');
    const before = layers();
    const { report } = await step('echo two > a; rm -f b', {}, false);
    expect(report.saved).toBe(false);
    expect((await step('cat a')).said).toBe('one\n');
    expect(layers()).toEqual(before);
    expect(readdirSync(join(root, 'held'))).toEqual([]);
  });

  it('T5.6: runs at the same time have what was kept each, and the cache is readable afterwards', async () => {
    const { step, caches, request } = createOverlayBench();
    await step('echo one > a');
    const both = await Promise.all([1, 2].map(() => caches.backend.setUp(request())));
    for (const [index, cache] of both.entries()) {
      expect(inMount(cache, `cat a; echo ${index} > a; cat a`)).toBe(`one\n${index}\n`);
    }
    for (const cache of both) expect((await caches.backend.tearDown(cache, { keep: true })).saved).toBe(true);
    expect((await step('cat a')).said).toBe('1\n');
  });

  it('makes one layer of many', async () => {
    const { step, layers, caches } = createOverlayBench();
    for (let round = 0; round < 20; round++) {
      const { said } = await step(
        `ls | sort -n | tr '\\n' ' '; echo ${round} > ${round}; rm -f ./${round - 3}`,
      );
      const kept = [round - 3, round - 2, round - 1].filter((name) => name >= 0);
      expect(said.trim()).toBe(kept.join(' '));
      expect(layers().length).toBeLessThanOrEqual(8);
    }
    expect(await caches.store.list()).toMatchObject([{ run: 'build-20' }]);
  });

  it('keeps the layers that an attempt reads, whatever is saved, cleared and pruned meanwhile', async () => {
    const { step, caches, request, layers } = createOverlayBench();
    await step('echo one > a');
    const reader = await caches.backend.setUp(request());
    await step('echo two > a');
    await caches.store.clear();
    await caches.store.prune({ maxBytes: 0 });
    expect(inMount(reader, 'cat a; echo three > b')).toBe('one\n');
    await caches.backend.tearDown(reader, { keep: true });
    expect((await step('cat a b')).said).toBe('one\nthree\n');
    await caches.store.clear();
    await caches.close();
    expect(layers()).toEqual([]);
  });

  it('drops the least recently used when all together are too big; layers count once', async () => {
    const { step, another, root } = createOverlayBench();
    await step('head -c 4000 /dev/zero > a', { key: 'k/1' });
    await step('head -c 1000 /dev/zero > b', { key: 'k/2' });
    const small = another();
    expect(await small.store.prune({ maxBytes: 6000 })).toEqual({ entries: 0, bytes: 0 });
    expect((await small.store.prune({ maxBytes: 5500 })).entries).toBe(0);
    expect((await small.store.prune({ maxBytes: 4500 })).entries).toBe(2);
    expect(readdirSync(join(root, 'layers'))).toEqual(['empty']);
  });

  it('starts cold, and saves nothing, where the mount fails', async () => {
    const { step, caches, request, root } = createOverlayBench();
    await step('echo one > a');
    const cache = await caches.backend.setUp(request());
    const overlay = cache.overlay ?? { directory: root, lower: [], upper: '', work: '', hide: [] };
    const broken = { ...cache, overlay: { ...overlay, lower: ['gone'] } };
    expect(inMount(broken, 'ls; echo two > a; cat a')).toBe('two\n');
    expect(await caches.backend.tearDown(cache, { keep: true })).toEqual({ saved: false, savedBytes: 0 });
    expect((await step('cat a')).said).toBe('one\n');
  });

  it('leaves no mount behind: the next scheduler finds what a killed one had handed out', async () => {
    const { step, another, caches, request } = createOverlayBench();
    await step('echo one > a');
    const asked = request();
    const cache = await caches.backend.setUp(asked);
    inMount(cache, 'echo two > b');
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(cache.path);
    const next = another().backend;
    const again = await next.setUp(asked);
    expect(again).toEqual(cache);
    expect((await next.tearDown(again, { keep: true })).saved).toBe(true);
    // As if the first one had been killed just before it forgot the attempt.
    expect(await caches.backend.tearDown(cache, { keep: true })).toEqual({ saved: false, savedBytes: 0 });
    expect((await step('cat a b')).said).toBe('one\ntwo\n');
  });

  it('hides from a step what is kept for others', async () => {
    const { step, root } = createOverlayBench();
    await step('echo one > a');
    const { said } = await step(`ls -A '${root}/layers'; ls -A '${root}/entries'; cat a`);
    expect(said).toBe('one\n');
  });

  it('works for users without rights too, whom nothing of it can be shown', async () => {
    const { root } = createOverlayBench();
    const place = join(root, '..', 'theirs');
    mkdirSync(place);
    chmodSync(join(root, '..'), 0o755);
    const said = asNobody(place, join(import.meta.dirname, 'unprivileged-runner.ts'));
    expect(said.split('\n')).toEqual(['saved', 'one', 'hidden', 'no rights', 'saved', 'one two', '']);
  });

  it('is not asked where it was not said that mounts are made', async () => {
    const { caches, request, attempt, root } = createOverlayBench();
    const docker = await attempt((path) => write(path, { a: 'x' }), { executor: 'docker' });
    expect(docker.cache.backend).toBe('directory');
    const process = await caches.backend.setUp(request());
    expect(process).toMatchObject({ backend: 'overlay' });
    expect(process.from).toBeUndefined();
    writeFileSync(join(process.path, 'x'), '');
    expect(contents(process.path)).toEqual({ x: '' });
    expect(root).not.toBe('');
  });
});
