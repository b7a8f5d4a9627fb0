import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { StartRequest } from '../executor.ts';
import { type Bench, textOf } from '../executor-suite.ts';

const beating = 'while :; do echo . >> "$BEAT"; sleep 0.02; done';

/** Stopping: politely, then not; and nothing stays behind. */
export function testCancel(bench: Bench): void {
  describe('cancel', () => {
    it('lets a step end by itself', async () => {
      const request = await ready('trap "echo stopping; exit 143" TERM');
      await bench.executor.cancel(request.name);
      expect(await bench.executor.wait(request.name)).toMatchObject({ status: 143 });
      expect(await textOf(bench.executor.logs(request.name))).toMatch(/^ready\n(Terminated\n)?stopping\n$/);
    });

    it('kills a step that does not end within its grace, with all its children', async () => {
      const request = await ready('trap "" TERM; sh -c "trap \\"\\" TERM; while :; do sleep 0.05; done" &', {
        graceMs: 100,
      });
      await bench.executor.cancel(request.name);
      expect(await bench.executor.wait(request.name)).toMatchObject({ signal: 'SIGKILL' });
    });

    it('does nothing a second time, after the end, or for a name that nobody started', async () => {
      const request = await ready('trap "echo once; sleep 0.1; exit 143" TERM');
      await bench.executor.cancel(request.name);
      await bench.executor.cancel(request.name);
      expect(await bench.executor.wait(request.name)).toMatchObject({ status: 143 });
      await bench.executor.cancel(request.name);
      await bench.executor.cancel('nobody-1');
      expect(await textOf(bench.executor.logs(request.name))).toMatch(/^ready\n(Terminated\n)?once\n$/);
    });

    it('is open to another scheduler', async () => {
      const request = await ready('trap "exit 143" TERM');
      const other = await bench.another();
      await other.cancel(request.name);
      expect(await bench.executor.wait(request.name)).toMatchObject({ status: 143 });
    });

    it.each([
      ['in its process group', `sh -c '${beating}' &`],
      ['in a session of its own', `setsid sh -c '${beating}' > /dev/null 2>&1 &`],
      ['deaf to signals', `sh -c 'trap "" TERM HUP; ${beating}' &`],
    ])('ends what a step left behind %s', async (label, script) => {
      const name = `beat ${label}`;
      const beat = join(bench.workspace, name);
      const wait = 'while [ ! -e "$BEAT" ]; do sleep 0.02; done; exit 5';
      const request = bench.request(`${script}\n${wait}`, { env: { BEAT: name }, graceMs: 200 });
      await bench.executor.start(request);
      expect(await bench.executor.wait(request.name)).toMatchObject({ status: 5 });
      const beats = readFileSync(beat).length;
      await sleep(100);
      expect(readFileSync(beat).length).toBe(beats);
    });
  });

  /** A step that said that it is ready and goes on until it is stopped. */
  async function ready(script: string, more?: Partial<StartRequest>): Promise<StartRequest> {
    const name = `ready-${Math.random()}`;
    const flag = join(bench.workspace, name);
    const loop = 'echo ready; touch "$FLAG"; while :; do sleep 0.02; done';
    const request = bench.request(`${script}\n${loop}`, { env: { FLAG: name }, ...more });
    await bench.executor.start(request);
    while (!existsSync(flag)) await sleep(20);
    return request;
  }
}
