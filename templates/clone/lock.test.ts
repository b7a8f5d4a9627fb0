import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { lock } from './lock.ts';

const never = new AbortController().signal;

/** Another process that holds the lock until it is killed. */
async function holder(file: string) {
  const script = `import { lock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
    await lock(${JSON.stringify(file)}, AbortSignal.timeout(60000), () => {});
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('templates/clone/lock', () => {
  it('is held by one at a time', async () => {
    const file = join(scratchDirectory(), 'lock');
    let inside = 0;
    let most = 0;
    let waited = 0;
    const work = async () => {
      using _held = await lock(file, never, () => {
        waited += 1;
      });
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
    };
    await Promise.all([work(), work(), work(), work()]);
    expect(most).toBe(1);
    expect(waited).toBeGreaterThan(0);
  });

  it('ends with the process that held it, also when that is killed', async () => {
    const file = join(scratchDirectory(), 'lock');
    const child = await holder(file);
    const waiting = lock(file, never, () => child.kill('SIGKILL'));
    using _held = await waiting;
    expect(child.killed).toBe(true);
  });

  it('stops waiting when the step is cancelled', async () => {
    const file = join(scratchDirectory(), 'lock');
    using _held = await lock(file, never, () => {});
    const controller = new AbortController();
    const waiting = lock(file, controller.signal, () => controller.abort());
    await expect(waiting).rejects.toThrow('aborted');
  });
});
