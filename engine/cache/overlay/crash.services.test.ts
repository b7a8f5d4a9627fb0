import { spawn } from 'node:child_process';
import { readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createOverlayBench } from './overlay-bench.ts';

const kills = 16;

describe('engine/cache/overlay/crash', () => {
  it('has the old or the new state, whole, and no mount, after schedulers were killed at any point of a save', async () => {
    const { root, step, caches, layers } = createOverlayBench();
    const script = join(import.meta.dirname, 'crash-runner.ts');
    const first: string[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const runner = spawn(process.execPath, [script, root, `runner-${kill}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_COMPILE_CACHE: join(root, '..', 'compiled') },
      });
      const exit = new Promise((resolve) =>
        runner.once('exit', (status, signal) => resolve(status ?? signal)),
      );
      const seen: string[] = [];
      // Odd ones die in a save, the others after it.
      for await (const line of createInterface(runner.stdout)) if (seen.push(line) === 2 + (kill % 4)) break;
      first.push(seen[0] ?? '');
      await sleep((kill * 40) / kills);
      runner.kill('SIGKILL');
      expect(await exit).toBe('SIGKILL');
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
