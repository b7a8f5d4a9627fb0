import { execFileSync } from 'node:child_process';
import {
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CacheBench, contents, createCacheBench, write } from './cache-bench.ts';

const files = { a: 'one', b: 'two', 'c/d': 'three' };

describe('engine/cache/directory/damage', () => {
  const damages: readonly [what: string, damage: (entry: string) => void][] = [
    ['a file was changed', (entry) => writeFileSync(join(entry, 'tree/a'), 'ONE')],
    [
      'a file was changed in place, with its time put back',
      (entry) => {
        const path = join(entry, 'tree/a');
        const { atime, mtime } = statSync(path);
        writeFileSync(path, 'ONE', { flag: 'r+' });
        utimesSync(path, atime, mtime);
      },
    ],
    ['a file was cut', (entry) => truncateSync(join(entry, 'tree/c/d'), 1)],
    ['a file is missing', (entry) => rmSync(join(entry, 'tree/b'))],
    ['a directory is missing', (entry) => rmSync(join(entry, 'tree/c'), { recursive: true })],
    [
      'a file is a directory',
      (entry) => {
        rmSync(join(entry, 'tree/a'));
        write(join(entry, 'tree'), { 'a/x': 'y' });
      },
    ],
    ['the tree is missing', (entry) => rmSync(join(entry, 'tree'), { recursive: true })],
    ['the manifest is missing', (entry) => rmSync(join(entry, 'manifest'))],
    ['the manifest was cut', (entry) => truncateSync(join(entry, 'manifest'), 50)],
    ['the manifest was changed', (entry) => change(join(entry, 'manifest'), /file/, 'link')],
    ['the record is missing', (entry) => rmSync(join(entry, 'entry.json'))],
    ['the record is no JSON', (entry) => truncateSync(join(entry, 'entry.json'), 30)],
    ['the record is of another shape', (entry) => writeFileSync(join(entry, 'entry.json'), '{"version":2}')],
    [
      'the record names another trust',
      (entry) => change(join(entry, 'entry.json'), /"trust":"branch"/, '"trust":"release"'),
    ],
    [
      'the record names another project',
      (entry) => change(join(entry, 'entry.json'), /"project":"shop"/, '"project":"bank"'),
    ],
    [
      'the entry is a file',
      (entry) => {
        rmSync(entry, { recursive: true });
        writeFileSync(entry, '');
      },
    ],
  ];

  it.each(damages)('T5.9: a run starts cold and succeeds where %s', async (_, damage) => {
    const { attempt, root } = createCacheBench();
    await attempt((path) => write(path, files));
    damage(entryOf(root));
    const { cache, report } = await attempt((path) => {
      expect(contents(path)).toEqual({});
      write(path, files);
    });
    expect(cache.from).toBeUndefined();
    expect(report.saved).toBe(true);
    const next = await attempt((path) => expect(contents(path)).toEqual(files));
    expect(next.cache.from?.run).toBe(cache.request.run);
  });

  it.each(damages.slice(0, 7))('takes the entry itself where in its spare copy %s', async (_, damage) => {
    const { attempt, root } = createCacheBench();
    await attempt((path) => write(path, files));
    await attempt(() => {});
    damage(join(entryOf(root), 'spare'));
    const { cache } = await attempt((path) => expect(contents(path)).toEqual(files));
    expect(cache.from?.run).toBe('build-1');
  });

  it('takes an older entry where the newest is damaged', async () => {
    const { attempt, root } = createCacheBench();
    await attempt((path) => write(path, files), { key: 'some-template@1/a' });
    const before = readdirSync(scopeOf(root));
    await attempt((path) => write(path, { b: 'new' }), { key: 'some-template@1/b' });
    const newest = readdirSync(scopeOf(root)).find((name) => !before.includes(name)) ?? '';
    rmSync(join(scopeOf(root), newest, 'tree/a'));
    const { cache } = await attempt((path) => expect(contents(path)).toEqual(files), {
      key: 'some-template@1/c',
    });
    expect(cache.from?.run).toBe('build-1');
  });

  it('reads everything once after the machine was started again', async () => {
    const { attempt, root } = createCacheBench();
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}`, 'content']));
    await attempt((path) => write(path, many));
    const entry = entryOf(root);
    // As if the disk gave back zeros, which no time of a change tells: the record says that the change was before.
    writeFileSync(join(entry, 'tree/f77'), '\0'.repeat(7));
    change(join(entry, 'entry.json'), /"since":[\d.]+/, `"since":${Date.now() + 60_000}`);
    writeFileSync(join(entry, 'checked'), 'another boot');
    const { cache } = await attempt((path) => write(path, many));
    expect(cache.from).toBeUndefined();
    await attempt(() => {});
    expect(readFileSync(join(entryOf(root), 'checked'), 'utf8')).not.toBe('another boot');
  });

  it('accepts a copy of the whole directory, as a backup brings it back', async () => {
    const { attempt, root, caches } = createCacheBench();
    await attempt((path) => write(path, files));
    await caches.close();
    execFileSync('cp', ['-a', '--', root, `${root}.backup`]);
    rmSync(root, { recursive: true });
    renameSync(`${root}.backup`, root);
    const { cache } = await attempt((path) => expect(contents(path)).toEqual(files));
    expect(cache.from?.run).toBe('build-1');
  });
});

function scopeOf(root: string): string {
  return join(root, 'entries/shop/pipeline-build/some-template.repository/branch');
}

function entryOf(root: CacheBench['root']): string {
  const [name = ''] = readdirSync(scopeOf(root));
  return join(scopeOf(root), name);
}

function change(path: string, from: RegExp, to: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}
