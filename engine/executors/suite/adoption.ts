import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, textOf } from '../executor-suite.ts';

/** Steps outlive the scheduler; what carries them may die too. */
export function testAdoption(bench: Bench): void {
  describe('adoption', () => {
    it('takes over what runs, with its log from the beginning', async () => {
      const before = await bench.another();
      const request = bench.request(
        'echo one; while [ ! -e adopted ]; do sleep 0.02; done; echo two; exit 4',
      );
      await before.start(request);
      await before.close();
      const after = await bench.another();
      expect(await after.adopt()).toContain(request.name);
      const log = textOf(after.logs(request.name));
      await after.start(bench.request('touch adopted'));
      expect(await after.wait(request.name)).toMatchObject({ status: 4 });
      expect(await log).toBe('one\ntwo\n');
    });

    it('takes over what ended in between', async () => {
      const before = await bench.another();
      const request = bench.request('echo gone; touch ended; exit 6');
      await before.start(request);
      await before.close();
      while (!existsSync(join(bench.workspace, 'ended'))) await sleep(20);
      const after = await bench.another();
      expect(await after.wait(request.name)).toMatchObject({ status: 6 });
      expect(await textOf(after.logs(request.name))).toBe('gone\n');
    });

    it('answers the same to all who wait', async () => {
      const other = await bench.another();
      const request = bench.request('sleep 0.1; exit 7');
      await bench.executor.start(request);
      const waits = [bench.executor, other, bench.executor].map((executor) => executor.wait(request.name));
      const [first, ...rest] = await Promise.all(waits);
      for (const exit of rest) expect(exit).toEqual(first);
      expect(await other.wait(request.name)).toEqual(first);
    });
  });

  describe('crash', () => {
    const own = createBench(bench.under);

    it('reports what was lost, once nothing of it runs any more', async () => {
      const beat = join(own.workspace, 'beat');
      const script =
        '(trap "" TERM HUP PIPE; while :; do echo . >> "$BEAT"; sleep 0.02; done) & echo here; wait';
      const requests = [script, 'sleep 60'].map((one) => own.request(one, { env: { BEAT: 'beat' } }));
      for (const request of requests) await own.executor.start(request);
      const log = textOf(own.executor.logs(requests[0]?.name ?? ''));
      const waiting = requests.map(({ name }) => own.executor.wait(name));
      while (!existsSync(beat)) await sleep(20);
      await own.under.crash(own.place);
      for (const exit of await Promise.all(waiting)) {
        expect(exit).toMatchObject({
          cause: 'NODE_LOST',
          message: expect.stringContaining('ended while it ran'),
        });
        expect(exit.status).toBeUndefined();
      }
      expect(await log).toBe('here\n');
      const beats = readFileSync(beat).length;
      await sleep(100);
      expect(readFileSync(beat).length).toBe(beats);
    });

    it('goes on after that, and starts nothing of the lost a second time', async () => {
      const request = own.request('echo started >> ledger; sleep 60');
      await own.executor.start(request);
      while (!existsSync(join(own.workspace, 'ledger'))) await sleep(20);
      await own.under.crash(own.place);
      const after = await own.another();
      await after.start(request);
      expect(await after.wait(request.name)).toMatchObject({ cause: 'NODE_LOST' });
      const next = own.request('cat ledger');
      await after.start(next);
      expect(await textOf(after.logs(next.name))).toBe('started\n');
    });

    it('leaves no secret behind', async () => {
      const request = own.request('sleep 60', { secretFiles: { INPUT_TOKEN_FILE: 'planted-in-a-crash' } });
      await own.executor.start(request);
      const places = own.under.secretPlaces(own.place);
      await own.under.crash(own.place);
      expect(await own.executor.wait(request.name)).toMatchObject({ cause: 'NODE_LOST' });
      expect(places.filter((place) => place !== own.place && existsSync(place))).toEqual([]);
    });
  });
}
