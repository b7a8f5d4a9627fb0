import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contents, createCacheBench } from './cache-bench.ts';

describe('engine/cache/directory/crash', () => {
  it('is readable after schedulers were killed at any moment', async () => {
    const { root, attempt } = createCacheBench();
    const env = { ...process.env, NODE_COMPILE_CACHE: join(root, '..', 'compiled') };
    const script = fileURLToPath(new URL('./crash-runner.ts', import.meta.url));
    const first: string[] = [];
    for (let kill = 0; kill < 8; kill++) {
      const runner = spawn(process.execPath, [script, root, `runner-${kill}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env,
      });
      const exit = new Promise((resolve) =>
        runner.once('exit', (status, signal) => resolve(status ?? signal)),
      );
      const rounds = createInterface(runner.stdout);
      let round = 0;
      for await (const line of rounds) {
        if (round === 0) first.push(line);
        round += 1;
        if (round === 2 + (kill % 3)) break;
      }
      await sleep(Math.random() * 20);
      runner.kill('SIGKILL');
      expect(await exit).toBe('SIGKILL');
    }
    expect(first).toEqual(['cold', ...Array(7).fill('warm')]);
    await attempt((path) => expect(new Set(Object.values(contents(path))).size).toBeLessThanOrEqual(1), {
      key: 'k',
    });
  });
});
