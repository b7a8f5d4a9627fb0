import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyOfFiles } from './key-files.ts';

const patterns = ['**/package-lock.json', '**/yarn.lock'];

describe('engine/cache/key-files', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'key-files-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function put(path: string, text: string): void {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }

  const key = () => keyOfFiles(directory, patterns);

  it('changes with a lock file and comes back with it, whatever else changes', async () => {
    expect(await key()).toBeUndefined();
    put('package-lock.json', 'one');
    const one = await key();
    expect(one).toMatch(/^[0-9a-f]{20}$/);
    put('index.js', 'other');
    expect(await key()).toBe(one);
    put('package-lock.json', 'two');
    expect(await key()).not.toBe(one);
    put('package-lock.json', 'one');
    expect(await key()).toBe(one);
  });

  it('tells apart where a file is', async () => {
    put('web/package-lock.json', 'one');
    const web = await key();
    rmSync(join(directory, 'web'), { recursive: true });
    put('api/package-lock.json', 'one');
    expect(await key()).not.toBe(web);
    put('yarn.lock', 'two');
    expect(await key()).not.toBe(web);
  });

  it('looks at what belongs to the project, not at what tools have fetched', async () => {
    put('package-lock.json', 'one');
    const one = await key();
    for (const place of ['node_modules/a', 'target/b', '.git/c', 'a/b/c/d/e/f'])
      put(`${place}/yarn.lock`, 'x');
    expect(await key()).toBe(one);
  });

  it('reads plain files of the workspace alone', async () => {
    symlinkSync('/etc/passwd', join(directory, 'yarn.lock'));
    mkdirSync(join(directory, 'package-lock.json'));
    mkdirSync(join(directory, 'p'));
    execFileSync('mkfifo', [join(directory, 'p/yarn.lock')]);
    symlinkSync('/', join(directory, 'root'));
    writeFileSync(join(directory, 'p/package-lock.json'), '');
    truncateSync(join(directory, 'p/package-lock.json'), 2 ** 27);
    expect(await key()).toBeUndefined();
    expect(await keyOfFiles(join(directory, 'gone'), patterns)).toBeUndefined();
    expect(await keyOfFiles(directory, [])).toBeUndefined();
  });
});
