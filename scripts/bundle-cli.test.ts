import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleCli } from './bundle-cli.ts';
import { root } from './source-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepyard-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('scripts/bundle-cli', () => {
  it('makes a command that says of itself what the sources say', async () => {
    await bundleCli(join(folder, 'dist'));
    const bundle = join(folder, 'dist', 'main.js');
    for (const args of [['--version'], ['--help'], ['run', '--help'], ['catalog', '--help']])
      expect(told(bundle, ...args)).toBe(told(join(root, 'cli/src/main.ts'), ...args));
  });
});

function told(program: string, ...args: string[]): string {
  return execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' });
}
