import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { textOf } from '../executor-suite.ts';
import { removeTree } from '../remove-tree.ts';
import { createProcessExecutor } from './process-executor.ts';

const script = fileURLToPath(new URL('./crash-client.ts', import.meta.url));
const steps = 50;

describe('engine/executors/process/crash', () => {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'crash-')));
  afterAll(() => removeTree(place));

  it('starts every step once, however often the scheduler is killed', async () => {
    for (let kills = 0; kills < 6; kills++) await runClient(5 + kills);
    expect(await runClient(Number.POSITIVE_INFINITY)).toBe(0);
    const names = Array.from({ length: steps }, (_, index) => `step-${index}-1`);
    expect(readFileSync(join(place, 'ledger'), 'utf8').trim().split('\n')).toEqual(names);
    const executor = createProcessExecutor({ directory: join(place, 'data'), compileCache: false });
    expect((await executor.adopt()).toSorted()).toEqual(names.toSorted());
    for (const name of names) expect(await textOf(executor.logs(name))).toBe(`log of ${name}\n`);
    await executor.close();
  });

  /** Runs a scheduler, and kills it at some moment after it has started so many steps more. */
  async function runClient(until: number): Promise<unknown> {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(place, 'compiled') };
    const client = spawn(process.execPath, [script, place, String(steps)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
    });
    const exit = new Promise((resolve) => client.once('exit', (status, signal) => resolve(status ?? signal)));
    const known = new Set(lines(place));
    let started = 0;
    for await (const line of createInterface(client.stdout)) {
      expect(line).toMatch(/^step-\d+-1$/);
      if (!known.has(line)) started += 1;
      if (started === until) break;
    }
    if (started === until) {
      await sleep(Math.random() * 8);
      client.kill('SIGKILL');
    }
    return exit;
  }
});

function lines(place: string): string[] {
  try {
    return readFileSync(join(place, 'ledger'), 'utf8').split('\n');
  } catch {
    return [];
  }
}
