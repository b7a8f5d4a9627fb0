import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StageSketch } from '../../engine/testing/plan.ts';
import { samplePlan } from '../../engine/testing/plan.ts';
import { statesOf } from '../../engine/testing/test-scheduler.ts';
import { type DockerScheduler, dockerScheduler, work } from '../support/docker-scheduler.ts';

let at: DockerScheduler;
beforeAll(async () => {
  at = await dockerScheduler();
});
afterAll(() => at?.remove());

const run = (stages: readonly StageSketch[]) => at.run(stages);

describe('test/pipelines/docker-stages', () => {
  it('T1.3: kills a task at its timeout, and starts no later stage', async () => {
    const view = await run([
      { tasks: [work('slow', 'sleep 60', { timeoutMs: 2_000 })] },
      { tasks: [work('b', 'true')] },
    ]);
    expect(statesOf(view)).toEqual({ slow: 'failed', b: 'skipped', run: 'failed' });
    expect(view.tasks[0]?.failure?.code).toBe('TIMEOUT');
  });

  it('T1.4: starts parallel tasks before one of them ends, sequential ones after', async () => {
    const meet = (own: string, other: string) =>
      `touch ${own}; n=0; while [ ! -e ${other} ] && [ $n -lt 300 ]; do sleep 0.1; n=$((n+1)); done; test -e ${other}`;
    const together = await run([{ tasks: [work('a', meet('a', 'b')), work('b', meet('b', 'a'))] }]);
    expect(statesOf(together)).toEqual({ a: 'success', b: 'success', run: 'success' });
    const after = await run([
      { parallel: false, tasks: [work('a', 'sleep 0.3; touch ended'), work('b', 'test -e ended')] },
    ]);
    expect(statesOf(after)).toEqual({ a: 'success', b: 'success', run: 'success' });
  });

  it('T1.5: a failed task ends the pipeline, unless it may fail', async () => {
    const stages = (allowFailure: boolean) => [
      { tasks: [work('a', 'exit 1', { allowFailure })] },
      { tasks: [work('b', 'true')] },
    ];
    expect(statesOf(await run(stages(false)))).toEqual({ a: 'failed', b: 'skipped', run: 'failed' });
    expect(statesOf(await run(stages(true)))).toEqual({ a: 'failed', b: 'success', run: 'warning' });
  });

  it('T2.3: keeps files of any image by their patterns, none from outside the workspace', async () => {
    const script = 'for n in store booking billing; do echo $n > $n.jar; done; ln -s /etc/passwd passwd.jar';
    const view = await run([{ tasks: [work('a', script, { artifacts: [{ path: '/app/*.jar' }] })] }]);
    const kept = await at.scheduler.artifacts(view.run);
    expect(kept.map(({ name, size, downloads }) => [name, size, downloads])).toEqual([
      ['billing.jar', 8, 0],
      ['booking.jar', 8, 0],
      ['store.jar', 6, 0],
    ]);
    for await (const _ of (await at.scheduler.download({ run: view.run, name: 'store.jar' })) ?? []);
    expect((await at.scheduler.artifacts(view.run)).map(({ downloads }) => downloads)).toEqual([0, 0, 1]);
  });

  it('T4.6: stops the containers of an aborted run, clears away all it had, and does nothing the second time', async () => {
    const stages = [
      { tasks: [work('a', 'echo begun; trap "" TERM; sleep 60; sleep 60'), work('b', 'sleep 60')] },
      { tasks: [work('c', 'true')] },
    ];
    const { run: name } = await at.scheduler.submit({ plan: samplePlan(stages), project: 'demo' });
    for await (const { bytes } of at.scheduler.logs({ run: name, task: 'a', follow: true }))
      if (bytes.length > 0) break;
    while (at.left().length === 0) await sleep(100);
    expect(await at.scheduler.cancel(name)).toBe(true);
    for await (const _ of at.scheduler.events(name));
    const view = await at.scheduler.get(name);
    expect(view && statesOf(view)).toEqual({ a: 'aborted', b: 'aborted', c: 'skipped', run: 'aborted' });
    expect(view?.finishedAt).toBeGreaterThan(0);
    expect(await at.scheduler.cancel(name)).toBe(false);
    // What a run had goes a moment after its end.
    await expect.poll(() => at.left(), { timeout: 60_000 }).toEqual([]);
    expect((await at.scheduler.get(name))?.state).toBe('aborted');
  });
});
