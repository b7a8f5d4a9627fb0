import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Trust } from '@stepyard/events';
import { describe, expect, it } from 'vitest';
import type { PreparedCache } from '../cache-backend.ts';
import { trusts } from '../trust.ts';
import { type CacheBench, contents, createCacheBench, write } from './cache-bench.ts';
import { namesIn } from './entry.ts';

describe('engine/cache/directory/trust-scopes', () => {
  it.each(trusts)('a run of trust %s reads its own scope and those above it', async (reader) => {
    for (const writer of trusts) {
      const { attempt } = createCacheBench();
      await attempt((path) => write(path, { writer }), { trust: writer });
      const { cache } = await attempt(() => {}, { trust: reader });
      const readable = trusts.indexOf(writer) >= trusts.indexOf(reader);
      expect(cache.from?.trust).toBe(readable ? writer : undefined);
    }
  });

  it.each(trusts)('a run of trust %s writes its own scope only', async (writer) => {
    const { attempt, caches, root } = createCacheBench();
    for (const trust of trusts) await attempt((path) => write(path, { trust }), { trust });
    const before = snapshot(root);
    await attempt((path) => write(path, { changed: writer }), { trust: writer });
    await attempt((path) => write(path, { failed: writer }), { trust: writer }, false);
    const after = snapshot(root);
    for (const trust of trusts) {
      if (trust === writer) expect(after[trust]).not.toEqual(before[trust]);
      else expect(after[trust]).toEqual(before[trust]);
    }
    expect((await caches.store.list()).map(({ trust }) => trust).sort()).toEqual([...trusts].sort());
  });

  it('a run that starts from a more trusted entry leaves that as it is', async () => {
    const { attempt, root } = createCacheBench();
    await attempt((path) => write(path, { a: 'released' }), { trust: 'release' });
    await attempt(() => {}, { trust: 'release' });
    const before = snapshot(root).release;
    for (const keep of [true, false]) {
      const { cache } = await attempt((path) => write(path, { a: 'forked' }), { trust: 'fork' }, keep);
      expect(cache.from?.trust).toBe(keep ? 'release' : 'fork');
    }
    await attempt(() => {}, { trust: 'branch' });
    expect(snapshot(root).release).toEqual(before);
    await attempt((path) => expect(contents(path)).toEqual({ a: 'released' }), { trust: 'release' });
  });

  const ways: readonly [
    what: string,
    act: (bench: CacheBench, cache: PreparedCache) => Promise<void> | void,
  ][] = [
    ['hands in another trust at the end', (bench, cache) => tearDown(bench, cache, { trust: 'release' })],
    [
      'hands in another key at the end',
      (bench, cache) => tearDown(bench, cache, { key: 'some-template@1/../../release' }),
    ],
    ['hands in another project at the end', (bench, cache) => tearDown(bench, cache, { project: 'other' })],
    ['hands in another template at the end', (bench, cache) => tearDown(bench, cache, { template: 'other' })],
    [
      'hands in the name of a trusted holder',
      async (bench, cache) => {
        const trusted = await bench.caches.backend.setUp(bench.request({ trust: 'release' }));
        await tearDown(bench, cache, { holder: trusted.request.holder });
        await bench.caches.backend.tearDown(trusted, { keep: false });
      },
    ],
    [
      'names its pipeline, key, cache and holder after places',
      async ({ caches, request }) => {
        for (const name of ['../release', '..', '/release', 'a/../../release', 'release\0', 'RELEASE']) {
          const cache = await caches.backend.setUp(
            request({ trust: 'fork', pipeline: name, key: name, cache: name, holder: name, template: name }),
          );
          write(cache.path, { a: 'poison' });
          await caches.backend.tearDown(cache, { keep: true });
        }
      },
    ],
    [
      'writes a path of the author that leads there',
      async ({ caches, request }) => {
        for (const path of ['../release', 'a/../../pipeline-build', '/', '..']) {
          await expect(caches.backend.setUp(request({ trust: 'fork', path }))).rejects.toThrow(RangeError);
        }
        const cache = await caches.backend.setUp(request({ trust: 'fork', path: 'pipeline-build' }));
        write(cache.path, { a: 'poison' });
        await caches.backend.tearDown(cache, { keep: true });
      },
    ],
    [
      'puts a link to a trusted entry in the place of its directory',
      async (bench, cache) => {
        rmSync(cache.path, { recursive: true });
        symlinkSync(dirname(entryOf(bench.root, 'release')), cache.path);
        await bench.caches.backend.tearDown(cache, { keep: true }).catch(() => {});
      },
    ],
    [
      'leaves links to trusted files behind, and writes through them later',
      async (bench, cache) => {
        symlinkSync(join(entryOf(bench.root, 'release'), 'tree/a'), join(cache.path, 'link'));
        await bench.caches.backend.tearDown(cache, { keep: true });
        const next = await bench.caches.backend.setUp(bench.request({ trust: 'fork' }));
        writeFileSync(join(next.path, 'link'), 'poison');
        await bench.caches.backend.tearDown(next, { keep: true });
      },
    ],
    [
      'moves its own entry into the trusted scope',
      async (bench, cache) => {
        await bench.caches.backend.tearDown(cache, { keep: true });
        const own = entryOf(bench.root, 'fork');
        renameSync(own, join(dirname(entryOf(bench.root, 'release')), 'zzzzzzzzz-00000000'));
      },
    ],
    [
      'copies its files into the trusted entry, keeping size and time',
      (bench) =>
        cpSync(poison(bench.root), join(entryOf(bench.root, 'release'), 'tree'), {
          recursive: true,
          force: true,
          preserveTimestamps: true,
        }),
    ],
    [
      'replaces the spare copy of the trusted entry',
      (bench) => {
        const spare = join(entryOf(bench.root, 'release'), 'spare');
        rmSync(spare, { recursive: true, force: true });
        mkdirSync(spare);
        cpSync(poison(bench.root), join(spare, 'tree'), { recursive: true });
        writeFileSync(join(spare, 'since'), '0');
      },
    ],
  ];

  it.each(ways)('nothing of a run that %s reaches a more trusted one', async (_, act) => {
    const bench = createCacheBench();
    await bench.attempt((path) => write(path, { a: 'clean!' }), { trust: 'release' });
    await bench.attempt(() => {}, { trust: 'release' });
    const cache = await bench.caches.backend.setUp(bench.request({ trust: 'fork' }));
    write(cache.path, { a: 'poison' });
    await act(bench, cache);
    for (const trust of ['release', 'default-branch', 'branch'] as const) {
      const { path } = await bench.caches.backend.setUp(bench.request({ trust }));
      expect(Object.values(contents(path)).filter((text) => text !== 'clean!')).toEqual([]);
    }
  });

  async function tearDown(
    bench: CacheBench,
    cache: PreparedCache,
    change: Partial<PreparedCache['request']>,
  ): Promise<void> {
    const changed = { ...cache, request: { ...cache.request, ...change } };
    const [name, value] = Object.entries(change)[0] ?? [];
    if (name === 'holder')
      return void (await bench.caches.backend.tearDown(changed, { keep: true }).catch(() => {}));
    const report = bench.caches.backend.tearDown(changed, { keep: true });
    if (name === 'template') return void expect(await report).toEqual({ saved: false, savedBytes: 0 });
    const original = JSON.stringify(Reflect.get(cache.request, name ?? ''));
    await expect(report).rejects.toThrow(
      `\`${name}\` of a cache cannot change from ${original} to ${JSON.stringify(value)} while ${cache.request.holder} holds it.`,
    );
  }
});

/** The files of each scope with their texts. */
function snapshot(root: string): Partial<Record<Trust, unknown>> {
  const cache = join(root, 'entries/shop/pipeline-build/some-template.repository');
  return Object.fromEntries(
    trusts.map((trust) => {
      const entry = namesIn(join(cache, trust)).map((id) => join(cache, trust, id));
      return [
        trust,
        entry.map((path) => [
          path,
          readFileSync(join(path, 'entry.json'), 'utf8'),
          contents(join(path, 'tree')),
        ]),
      ];
    }),
  );
}

function entryOf(root: string, trust: Trust): string {
  const scope = join(root, 'entries/shop/pipeline-build/some-template.repository', trust);
  return join(scope, readdirSync(scope)[0] ?? '');
}

/** A tree that looks like the trusted one from outside. */
function poison(root: string): string {
  const directory = join(root, '..', 'poison');
  if (!existsSync(directory))
    cpSync(join(entryOf(root, 'release'), 'tree'), directory, { recursive: true, preserveTimestamps: true });
  writeFileSync(join(directory, 'a'), 'poison');
  return directory;
}
