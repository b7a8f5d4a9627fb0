import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readInputFile } from './read-input-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'input-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(content: string | Uint8Array): string {
  const path = join(directory, String(Math.random()));
  writeFileSync(path, content);
  return path;
}

describe('contract/inputs/read-input-file', () => {
  it('reads text exactly', () => {
    expect(readInputFile(file('\ufeffé\r\n'))).toBe('\ufeffé\r\n');
  });

  it('refuses what is no UTF-8 text, and what is too long', () => {
    expect(() => readInputFile(file(new Uint8Array([0xff])))).toThrow(/^it is not UTF-8 text$/);
    expect(() => readInputFile(file('x'.repeat(16 * 1024 * 1024 + 1)))).toThrow(
      /^it has 16777217 bytes, more than 16777216$/,
    );
  });
});
