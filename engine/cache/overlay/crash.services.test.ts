import { readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runUntilKilled } from '../../testing/killed-runner.ts';
import { createOverlayBench } from './overlay-bench.ts';

const kills = 16;

describe('engine/cache/overlay/crash', () => {
  it('has the old or the new state, whole, and no mount, after schedulers were killed at any point of a save', async () => {
    const { root, step, caches, layers } = createOverlayBench();
    const script = join(import.meta.dirname, 'crash-runner.ts');
    const first: (string | undefined)[] = [];
    for (let kill = 0; kill < kills; kill++) {
      // Odd ones die in a save, the others after it.
      const killing = { lines: 2 + (kill % 4), waitMs: (kill * 40) / kills };
      const run = await runUntilKilled(script, [root, `runner-${kill}`], killing);
      expect(run.ended).toBe('SIGKILL');
      first.push(run.first);
    }
    expect(first).toEqual(['cold', ...Array(kills - 1).fill('warm')]);
    const { said } = await step('cat d*/* | sort | uniq -c | wc -l; find . -type f | wc -l', {
      key: 'k',
    });
    expect(said).toBe('1\n40\n');
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(root);
    await caches.store.clear();
    // As if the runs of the killed ones had been given up long ago.
    rmSync(join(root, 'held'), { recursive: true });
    for (const id of layers()) utimesSync(join(root, 'layers', id), 0, 0);
    await caches.store.prune();
    await caches.close();
    expect(layers()).toEqual([]);
  });
});
