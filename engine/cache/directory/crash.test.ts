import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runUntilKilled } from '../../testing/killed-runner.ts';
import { contents, createCacheBench } from './cache-bench.ts';

describe('engine/cache/directory/crash', () => {
  it('is readable after schedulers were killed at any moment', async () => {
    const { root, attempt } = createCacheBench();
    const script = fileURLToPath(new URL('./crash-runner.ts', import.meta.url));
    const first: (string | undefined)[] = [];
    for (let kill = 0; kill < 8; kill++) {
      const killing = { lines: 2 + (kill % 3), waitMs: Math.random() * 20 };
      const run = await runUntilKilled(script, [root, `runner-${kill}`], killing);
      expect(run.ended).toBe('SIGKILL');
      first.push(run.first);
    }
    expect(first).toEqual(['cold', ...Array(7).fill('warm')]);
    await attempt((path) => expect(new Set(Object.values(contents(path))).size).toBeLessThanOrEqual(1), {
      key: 'k',
    });
  });
});
