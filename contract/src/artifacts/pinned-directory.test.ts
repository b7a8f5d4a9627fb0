import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { walkDirectory } from './pinned-directory.ts';

const top = mkdtempSync(join(tmpdir(), 'stepyard-pinned-'));

afterAll(() => rmSync(top, { recursive: true }));

describe('contract/artifacts/pinned-directory', () => {
  it('means the directory that it entered, also after a link took its place', () => {
    mkdirSync(join(top, 'one/sub'), { recursive: true });
    mkdirSync(join(top, 'outside'));
    writeFileSync(join(top, 'one/sub/file'), 'inside');
    writeFileSync(join(top, 'outside/file'), 'outside');
    const walk = walkDirectory(join(top, 'one'));
    const path = walk.enter(['sub']);
    renameSync(join(top, 'one/sub'), join(top, 'one/moved'));
    symlinkSync(join(top, 'outside'), join(top, 'one/sub'));
    expect(readFileSync(join(path, 'file'), 'utf8')).toBe('inside');
    expect(() => walk.enter(['moved', '..', 'sub'])).toThrow();
    walk.enter([]);
    expect(() => walk.enter(['sub'])).toThrow(/ENOTDIR|ELOOP|is a link/);
    walk.close();
  });

  it('makes directories where asked to, and not through links', () => {
    mkdirSync(join(top, 'two'));
    symlinkSync(join(top, 'outside'), join(top, 'two/link'));
    const walk = walkDirectory(join(top, 'two'));
    writeFileSync(join(walk.enter(['a', 'b'], 'create'), 'file'), 'x');
    expect(readFileSync(join(top, 'two/a/b/file'), 'utf8')).toBe('x');
    expect(() => walk.enter(['link', 'new'], 'create')).toThrow(/ENOTDIR|ELOOP|is a link/);
    expect(() => walk.enter(['none'])).toThrow(/ENOENT/);
    walk.close();
  });
});
