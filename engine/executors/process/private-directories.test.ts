import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryDirectory, isPrivate, removePrivateDirectories } from './private-directories.ts';

describe('engine/executors/process/private-directories', () => {
  const home = mkdtempSync(join(tmpdir(), 'private-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('makes a directory that only its owner enters, with a short path', () => {
    const long = join(home, 'x'.repeat(100));
    mkdirSync(long);
    const made = createMemoryDirectory([long, '/no/such/root', home]);
    expect(made.startsWith(`${home}/stepyard-`)).toBe(true);
    expect(statSync(made).mode & 0o777).toBe(0o700);
    expect(isPrivate(made)).toBe(true);
  });

  it('says what is wrong where none can be made', () => {
    expect(() => createMemoryDirectory(['/no/such/root'])).toThrow(
      'A private directory with a path of at most 80 bytes is needed; none of /no/such/root can hold one.',
    );
  });

  it('removes what it made and nothing else that a record may name', async () => {
    const made = createMemoryDirectory([home]);
    const open = join(home, 'stepyard-open12');
    mkdirSync(open);
    chmodSync(open, 0o755);
    const link = join(home, 'stepyard-link12');
    symlinkSync(home, link);
    const other = join(home, 'other');
    mkdirSync(other, { mode: 0o700 });
    await removePrivateDirectories([made, open, link, other, '', '/']);
    expect([made, open, link, other].map((path) => existsSync(path))).toEqual([false, true, true, true]);
  });
});
