import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../source-files.ts';
import { build } from './build.ts';
import { engineArchitecture } from './engine.ts';
import { openLayout } from './layout.ts';
import { lockOf } from './lock.ts';
import { chosen } from './recipe.ts';
import { unlockedIn, unlockedWords } from './unlocked.ts';

const layout = openLayout(join(root, 'dist/images'));
const recipe = chosen(['clone']).find(({ name }) => name === 'clone');
if (recipe === undefined) throw new Error('There is no recipe `clone`.');
const architecture = await engineArchitecture();
const line = new RegExp(`^deb ${architecture} subversion (\\S+) (\\S+)$`, 'm');
const [, version = '', sum = ''] = line.exec(lockOf('clone')) ?? [];

describe('scripts/image/unlocked.image', () => {
  it('takes the newest version where the locked one is gone, and marks the image', async () => {
    const gone = `deb ${architecture} subversion 1.0-1 ${'0'.repeat(64)}`;
    const built = await build(recipe, {
      layout,
      architecture,
      lock: (name) => lockOf(name).replace(line, gone),
    });
    expect(unlockedIn(built.records).join('\n')).toMatch(/^deb \w+ subversion 1\.14\.\S+ [0-9a-f]{64}$/m);
    expect(unlockedWords([built])).toContain('subversion 1.14.');
    const config = JSON.parse(readFileSync(layout.blob(built.config.digest), 'utf8'));
    expect(config.config.Labels['dev.stepyard.unreleased']).toBe('packages differ from runtime/tools.lock');
  });

  it('refuses other bytes of a version that the lock names', async () => {
    const other = `deb ${architecture} subversion ${version} ${'0'.repeat(64)}`;
    const building = build(recipe, {
      layout,
      architecture,
      lock: (name) => lockOf(name).replace(line, other),
    });
    await expect(building).rejects.toThrow(
      `not the bytes that tools.lock names: deb ${architecture} subversion ${version} ${sum}. Do not use them before that is understood.`,
    );
  });
});
