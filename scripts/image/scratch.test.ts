import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scratchBeside } from './scratch.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepyard-scratch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('scripts/image/scratch', () => {
  it('removes what builds left that are over, and nothing else', () => {
    const { pid: over } = spawnSync(process.execPath, ['-e', '0']);
    for (const name of [`saved-${over}-a`, `saved-${process.pid}-b`, 'blobs'])
      mkdirSync(join(folder, name, 'layers'), { recursive: true });
    const made = scratchBeside(folder);
    expect(readdirSync(folder).sort()).toEqual(['blobs', `saved-${process.pid}-b`, basename(made)].sort());
  });
});
