import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAtomic } from './write-atomic.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'write-atomic-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('contract/write-atomic', () => {
  it('replaces the content and leaves nothing else behind', () => {
    const path = join(directory, 'result.json');
    writeAtomic(path, 'one');
    writeAtomic(path, new TextEncoder().encode('two'), { durable: true });
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(directory)).toEqual(['result.json']);
  });

  it('gives the mode it was asked for, also after a process that was killed', () => {
    const path = join(directory, 'secret');
    writeFileSync(`${path}.${process.pid}.tmp`, 'left over', { mode: 0o644 });
    writeAtomic(path, 's3cret', { mode: 0o600 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps the old content and no rest where it fails', () => {
    const path = join(directory, 'taken');
    mkdirSync(path);
    writeFileSync(join(path, 'child'), '');
    expect(() => writeAtomic(path, 'x')).toThrow(/rename|directory/);
    expect(existsSync(join(path, 'child'))).toBe(true);
    expect(readdirSync(directory)).toEqual(['taken']);
  });
});
