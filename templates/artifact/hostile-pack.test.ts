import { createHash } from 'node:crypto';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { filesIn, type SetLab, setLab } from '../../test/support/artifact-sets.ts';

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A pack of one-byte files as anyone may write it: the format is public (docs/contract.md, A5). */
function packOf(
  names: readonly string[],
  change: (entry: object, at: number) => object = (entry) => entry,
): Buffer {
  const head = Buffer.from('SYPACK1\n');
  const files = names.map((name, at) =>
    change(
      {
        ...{ name, offset: 8 + at, size: 1, sha256: sha256('x') },
        ...{ updatedAt: '2026-01-02T03:04:05.000Z', mode: 0o644, type: 'file' },
      },
      at,
    ),
  );
  const index = Buffer.from(JSON.stringify({ files }));
  const footer = Buffer.alloc(64);
  footer.writeBigUInt64LE(BigInt(8 + names.length), 0);
  footer.writeBigUInt64LE(BigInt(index.length), 8);
  footer.write(sha256(index), 16, 'hex');
  footer.write('SYINDEX1', 56, 'latin1');
  return Buffer.concat([head, Buffer.from('x'.repeat(names.length)), index, footer]);
}

/** A saved set, and what writes its pack anew. */
async function savedSet(): Promise<{ lab: SetLab; path: string; good: Buffer }> {
  const lab = setLab();
  await lab.save('dist', { 'a/one': 'first', 'a/two': 'second '.repeat(50), b: 'third' });
  const path = join(lab.directory, lab.keys()[0] ?? '');
  return { lab, path, good: readFileSync(path) };
}

describe('templates/artifact/hostile-pack', () => {
  it('restores a pack that others wrote well', async () => {
    const { lab, path } = await savedSet();
    writeFileSync(path, packOf(['x', 'y/z']));
    const { outputs, workspace } = await lab.restore('dist');
    expect(outputs).toMatchObject({ files: 2, bytes: 2 });
    expect(filesIn(workspace)).toEqual({ x: 'x', 'y/z': 'x' });
  });

  it.each([
    ['../x'],
    ['a/../../x'],
    ['/etc/x'],
    ['.'],
    [''],
    ['a//b'],
    ['a/./b'],
    ['a\0b'],
    ['x'.repeat(256)],
    ['same', 'same'],
    ['a', 'a/b'],
  ])('refuses a pack with the names %j, and changes nothing', async (...names) => {
    const { lab, path } = await savedSet();
    writeFileSync(path, packOf(['good', ...names]));
    const workspace = lab.workspace({ 'deep/kept': 'kept' });
    const { failure } = await lab.restore('dist', { path: 'deep/new' }, { workspace });
    expect(failure).toMatchObject({
      code: 'REJECTED',
      message: expect.stringMatching(/^The artifact pack "shop\/sets\/.*artifacts\.pack" (names|has) /),
      hint: 'It was damaged or changed after it was stored. Run the task that made it again.',
    });
    expect(filesIn(workspace)).toEqual({ 'deep/kept': 'kept' });
  });

  it.each([
    ['a size that is a lie', { size: 7 }],
    ['an offset before its contents', { offset: 0 }],
    ['a negative size', { size: -1 }],
    ['setuid', { mode: 0o4755 }],
    ['another digest', { sha256: sha256('y') }],
    ['no digest', { sha256: 'none' }],
    ['a kind of link', { type: 'link' }],
    ['a target of a link', { target: '/etc/passwd' }],
  ])('refuses a file with %s, and changes nothing', async (_, wrong) => {
    const { lab, path } = await savedSet();
    writeFileSync(
      path,
      packOf(['good', 'bad'], (entry, at) => (at === 1 ? { ...entry, ...wrong } : entry)),
    );
    const { failure, workspace } = await lab.restore('dist', { path: 'new' });
    expect(failure?.code).toBe('REJECTED');
    expect(filesIn(workspace)).toEqual({});
  });

  it('refuses a damaged pack, wherever the damage is, and changes nothing', async () => {
    const { lab, path, good } = await savedSet();
    const workspace = lab.workspace({ 'a/one': 'older' });
    const damaged = [
      ...Array.from({ length: 20 }, (_, at) => {
        const bad = Buffer.from(good);
        const place = 8 + Math.floor(((good.length - 9) * at) / 19);
        bad.writeUInt8(bad.readUInt8(place) ^ 4, place);
        return bad;
      }),
      ...[0, 10, 63, 64, good.length - 1].map((length) => good.subarray(0, length)),
    ];
    for (const bytes of damaged) {
      writeFileSync(path, bytes);
      const { failure } = await lab.restore('dist', {}, { workspace });
      expect(failure?.code).toBe('REJECTED');
    }
    expect(filesIn(workspace)).toEqual({ 'a/one': 'older' });
    writeFileSync(path, good);
    expect((await lab.restore('dist', {}, { workspace })).status).toBe('success');
  });

  it('T2.3: follows no link that stands in its way', async () => {
    const { lab } = await savedSet();
    const outside = scratchDirectory();
    const workspace = lab.workspace({});
    symlinkSync(outside, join(workspace, 'a'));
    expect((await lab.restore('dist', {}, { workspace })).failure).toMatchObject({
      code: 'CONFLICT',
      message: 'The artifact "a" cannot be put in its place (ENOTDIR).',
    });
    expect(filesIn(outside)).toEqual({});
  });
});
