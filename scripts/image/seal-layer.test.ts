import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract, type Headers, pack } from 'tar-stream';
import { afterAll, describe, expect, it } from 'vitest';
import type { LayerFiles } from './layer-files.ts';
import { sealLayer } from './seal-layer.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepyard-seal-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

type Entry = readonly [header: Headers, content?: string];

async function layer(...entries: readonly Entry[]): Promise<string> {
  const file = join(folder, `${++count}.tar`);
  const output = pack();
  for (const [header, content] of entries) output.entry(header, content ?? '');
  output.finalize();
  await pipeline(output, createWriteStream(file));
  return file;
}

async function seal(from: string, files: LayerFiles = new Map()) {
  const to = `${from}.sealed`;
  const sealed = await sealLayer(from, to, files);
  const headers: Headers[] = [];
  const reading = extract();
  const read = pipeline(createReadStream(to), reading);
  for await (const entry of reading) {
    headers.push(entry.header);
    entry.resume();
  }
  await read;
  return { ...sealed, names: headers.map(({ name }) => name), headers, bytes: readFileSync(to), files };
}

/** The library's types do not know of it. */
const withAttribute: object = { pax: { 'SCHILY.xattr.user.x': 'y' } };

const at = (second: number) => new Date(second * 1000);

describe('scripts/image/seal-layer', () => {
  it('gives the same bytes for the same files, whenever and by whom they were made', async () => {
    const one = await layer(
      [{ name: './etc/', type: 'directory', mtime: at(5) }],
      [{ name: './etc/a', mtime: at(6) }, 'a'],
    );
    const other = await layer(
      [{ name: 'etc', type: 'directory', mtime: at(7), uname: 'root' }],
      [{ name: 'etc/a', mtime: at(8), gname: 'staff', ...withAttribute }, 'a'],
    );
    const [first, second] = [await seal(one), await seal(other)];
    expect(first.names).toEqual(['etc/', 'etc/a']);
    expect(first.bytes.equals(second.bytes)).toBe(true);
  });

  it('leaves out what the layers beneath have alike, and no more', async () => {
    const files: LayerFiles = new Map();
    await seal(
      await layer([{ name: 'a', mode: 0o644 }, 'a'], [{ name: 'b' }, 'b'], [{ name: 'c' }, 'c']),
      files,
    );
    const above = await layer([{ name: 'a', mode: 0o755 }, 'a'], [{ name: 'b' }, 'b'], [{ name: 'c' }, 'd']);
    expect((await seal(above, files)).names).toEqual(['a', 'c']);
  });

  it('brings back what a layer between took away', async () => {
    const files: LayerFiles = new Map();
    const full = await layer(
      [{ name: 'd/', type: 'directory' }],
      [{ name: 'd/a' }, 'a'],
      [{ name: 'd/b' }, 'b'],
    );
    await seal(full, files);
    expect((await seal(await layer([{ name: 'd/.wh.a' }]), files)).names).toEqual(['d/.wh.a']);
    expect((await seal(full, files)).names).toEqual(['d/a']);
    await seal(await layer([{ name: '.wh.d' }]), files);
    expect((await seal(full, files)).names).toEqual(['d/', 'd/a', 'd/b']);
  });

  it('keeps the target of a hard link in its layer', async () => {
    const files: LayerFiles = new Map();
    await seal(await layer([{ name: 'a' }, 'a']), files);
    const linked = await layer([{ name: 'a' }, 'a'], [{ name: 'b', type: 'link', linkname: './a' }]);
    const { names, headers } = await seal(linked, files);
    expect(names).toEqual(['a', 'b']);
    expect(headers[1]?.linkname).toBe('a');
  });

  it('reads what packages are inside', async () => {
    const sealed = await seal(
      await layer([{ name: 'var/lib/dpkg/status' }, 'Package: git'], [{ name: 'x' }, 'x']),
    );
    expect([...sealed.inventory]).toEqual([['var/lib/dpkg/status', 'Package: git']]);
  });
});
