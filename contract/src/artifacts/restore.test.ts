import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { collectArtifacts } from './collect.ts';
import { openArtifactStore } from './open-store.ts';
import { footerBytes, header } from './pack-index.ts';
import { listPack, readOne } from './read-pack.ts';
import { restoreArtifacts } from './restore.ts';
import type { ArtifactStore } from './store.ts';
import { all } from './store-suite.ts';

const top = await mkdtemp(join(tmpdir(), 'stepyard-restore-'));
const pack = 'run/artifacts.pack';
let count = 0;
let place = '';
let target = '';
let store: ArtifactStore;

beforeEach(async () => {
  place = join(top, String(count++));
  target = join(place, 'target');
  await mkdir(target, { recursive: true });
  store = await openArtifactStore(pathToFileURL(join(place, 'store')).href);
});

afterAll(() => rm(top, { recursive: true }));

describe('contract/artifacts/restore', () => {
  it('gives back names, contents, times and permissions', async () => {
    const contents = { a: '', 'b/c/run.sh': '#!/bin/sh\n', 'b/large': 'x'.repeat(3_000_000), z: 'z' };
    await keep(contents, { 'b/c/run.sh': 0o755 });
    const entries = await restoreArtifacts({ store, pack, target });
    expect(entries.map(({ name }) => name)).toEqual(Object.keys(contents));
    expect(await tree(target)).toEqual(contents);
    const script = await stat(join(target, 'b/c/run.sh'));
    expect((script.mode & 0o777).toString(8)).toBe('755');
    expect(script.mtime.toISOString()).toBe(entries[1]?.updatedAt);
  });

  it('gives back some of many, reading what they need only', async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`f${String(at).padStart(2, '0')}`, `${at}:`.repeat(40_000)]),
    );
    await keep({ ...contents, empty: '' });
    const ranges: unknown[] = [];
    const counting = {
      ...store,
      get: (key: string, range?: Parameters<ArtifactStore['get']>[1]) => {
        ranges.push(range);
        return store.get(key, range);
      },
    };
    const wanted = ['empty', 'f03', 'f04', 'f39'];
    await restoreArtifacts({ store: counting, pack, target, select: ({ name }) => wanted.includes(name) });
    expect(Object.keys(await tree(target))).toEqual(wanted);
    expect(ranges).toEqual([
      // The end, with the index in it.
      { last: 1 << 19 },
      { offset: 8, length: 400_000 },
      { offset: 8 + 10 * 80_000 + 29 * 120_000, length: 120_000 },
    ]);
  });

  it('replaces files, keeps what else is there, and leaves nothing of its own', async () => {
    await keep({ 'd/new': 'n', 'd/old': 'new', 'e/only': 'e' });
    await put(target, { 'd/old': 'old', 'd/other': 'other' });
    await restoreArtifacts({ store, pack, target });
    expect(await tree(target)).toEqual({ 'd/new': 'n', 'd/old': 'new', 'd/other': 'other', 'e/only': 'e' });
    expect((await readdir(target)).sort()).toEqual(['d', 'e']);
  });

  it('replaces a link that stands in the way and follows none', async () => {
    await keep({ 'd/file': 'new', file: 'new' });
    await put(place, { 'outside/file': 'untouched' });
    await symlink(join(place, 'outside/file'), join(target, 'file'));
    await symlink(join(place, 'outside'), join(target, 'd'));
    await expect(restoreArtifacts({ store, pack, target })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The artifact "d" cannot be put in its place (ENOTDIR).',
      hint: 'Something of another kind stands there. Remove it, or restore into another directory.',
    });
    await rm(join(target, 'd'));
    await restoreArtifacts({ store, pack, target });
    expect(await readFile(join(target, 'file'), 'utf8')).toBe('new');
    expect(await tree(join(place, 'outside'))).toEqual({ file: 'untouched' });
  });

  it('changes nothing where a pack is damaged, wherever that is', async () => {
    await keep({ one: 'first', two: 'second '.repeat(100), three: 'third' });
    const path = join(place, 'store', pack);
    const good = await readFile(path);
    for (let at = header.length; at < good.length; at += 7) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(at) ^ 4, at);
      await writeFile(path, bad);
      const restored = restoreArtifacts({ store, pack, target });
      await expect(restored, `bit flipped at ${at}`).rejects.toMatchObject({ code: 'REJECTED' });
      expect(await readdir(target)).toEqual([]);
    }
    for (const length of [0, 10, 63, 64, good.length - 1, good.length - 65]) {
      await writeFile(path, good.subarray(0, length));
      await expect(restoreArtifacts({ store, pack, target })).rejects.toMatchObject({ code: 'REJECTED' });
    }
    expect(await readdir(target)).toEqual([]);
  });

  it('says which file of a pack is not what was stored', async () => {
    await keep({ one: 'first' });
    const path = join(place, 'store', pack);
    const bytes = await readFile(path);
    bytes.write('F', header.length);
    await writeFile(path, bytes);
    const [entry] = await listPack(store, pack);
    const failure = {
      code: 'REJECTED',
      message: `The artifact pack "${pack}" holds "one" with SHA-256 ${hash('sha256', 'First')}, not ${hash('sha256', 'first')}.`,
      hint: 'It was damaged or changed after it was stored. Run the task that made it again.',
    };
    await expect(restoreArtifacts({ store, pack, target })).rejects.toMatchObject(failure);
    await expect(all(readOne(store, { ...entry, pack } as never))).rejects.toMatchObject(failure);
  });

  it.each([
    ['an absolute name', { name: '/etc/cron.d/x' }, 'names "/etc/cron.d/x", which is absolute'],
    ['a name that leads up', { name: '../x' }, 'names "../x", which has ".." as a part'],
    ['a name that leads up later', { name: 'a/../../x' }, 'names "a/../../x", which has ".." as a part'],
    ['a dot', { name: './x' }, 'names "./x", which has "." as a part'],
    ['no name', { name: '' }, 'names "", which is empty'],
    ['an empty part', { name: 'a//b' }, 'names "a//b", which has "" as a part'],
    ['a directory', { name: 'a/' }, 'names "a/", which has "" as a part'],
    ['a NUL byte', { name: 'a\0b' }, `names "a\\u0000b", which holds a NUL byte`],
    [
      'a name too long',
      { name: 'n'.repeat(256) },
      `names "${'n'.repeat(256)}", which has a part longer than 255 bytes`,
    ],
    ['a name that is none', { name: 7 }, 'lists a file without a name'],
    ['a link', { type: 'symlink' }, 'gives "x" the type "symlink"'],
    ['a link’s target', { link: '/etc/passwd' }, 'gives "x" the unknown field "link"'],
    ['setuid', { mode: 0o4755 }, 'gives "x" an offset, size or mode out of bounds'],
    ['a negative size', { size: -1 }, 'gives "x" an offset, size or mode out of bounds'],
    ['a size that is no number', { size: '1' }, 'gives "x" an offset, size or mode out of bounds'],
    ['an offset within another', { offset: 3 }, 'places "x" at 3, not at 8'],
    ['a size past the contents', { size: 500 }, 'has contents that end at 508, not at 12'],
    ['no digest', { sha256: 'abc' }, 'gives "x" no SHA-256'],
    ['no time', { updatedAt: 'soon' }, 'gives "x" no time'],
  ])('refuses an index with %s', async (_what, change, how) => {
    await hostile([{ ...file('x', 8, 4), ...change }]);
    await expect(restoreArtifacts({ store, pack, target })).rejects.toMatchObject({
      code: 'REJECTED',
      message: `The artifact pack "${pack}" ${how}.`,
    });
    expect(await readdir(target)).toEqual([]);
  });

  it('refuses an index that names a file twice, or as a directory as well', async () => {
    await hostile([file('x', 8, 2), file('x', 10, 2)]);
    await expect(listPack(store, pack)).rejects.toThrow('names "x" twice');
    await hostile([file('x/y/z', 8, 2), file('x/y', 10, 2)]);
    await expect(listPack(store, pack)).rejects.toThrow('has "x/y" as file and directory');
    await hostile([null]);
    await expect(listPack(store, pack)).rejects.toThrow('lists something that is no file');
    await hostile({});
    await expect(listPack(store, pack)).rejects.toThrow('has an index without `files`');
  });

  it('stops when it is told to, and leaves nothing', async () => {
    await keep({ one: '1', two: '2' });
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(restoreArtifacts({ store, pack, target, signal })).rejects.toThrow('stopped');
    expect(await readdir(target)).toEqual([]);
  });
});

async function keep(contents: Record<string, string>, modes: Record<string, number> = {}): Promise<void> {
  const workspace = join(place, 'workspace');
  await put(workspace, contents, modes);
  await collectArtifacts({ workspace, patterns: [{ path: '**' }], store, prefix: 'run' });
}

async function put(directory: string, contents: Record<string, string>, modes: Record<string, number> = {}) {
  for (const [name, text] of Object.entries(contents)) {
    await mkdir(join(directory, name, '..'), { recursive: true });
    await writeFile(join(directory, name), text, { mode: modes[name] ?? 0o644 });
  }
}

async function tree(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = paths
    .sort()
    .map(async (path) => [path.slice(directory.length + 1), await readFile(path, 'utf8')]);
  return Object.fromEntries(await Promise.all(found));
}

function file(name: string, offset: number, size: number): Record<string, unknown> {
  return {
    name,
    offset,
    size,
    sha256: hash('sha256', 'evil'),
    updatedAt: '2026-01-01T00:00:00.000Z',
    mode: 0o644,
    type: 'file',
  };
}

/** A pack with four bytes of contents and an index of one's own making. */
async function hostile(files: unknown): Promise<void> {
  const index = Buffer.from(JSON.stringify(Array.isArray(files) ? { files } : files));
  const footer = Buffer.alloc(footerBytes);
  footer.writeBigUInt64LE(12n, 0);
  footer.writeBigUInt64LE(BigInt(index.length), 8);
  footer.write(hash('sha256', index), 16, 'hex');
  footer.write('SYINDEX1', 56, 'latin1');
  await put(join(place, 'store'), { [pack]: '' });
  await writeFile(join(place, 'store', pack), Buffer.concat([header, Buffer.from('evil'), index, footer]));
}
