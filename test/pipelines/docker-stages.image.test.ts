import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerExecutor } from '@stepyard/engine/docker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noConfig, openScheduler, type RunView, type Scheduler } from '../../engine/index.ts';
import { type StageSketch, samplePlan } from '../../engine/testing/plan.ts';
import { sampleManifest } from '../../engine/testing/sample-template.ts';
import { statesOf } from '../../engine/testing/test-scheduler.ts';

const home = mkdtempSync(join(tmpdir(), 'stepyard-stages-'));
let scheduler: Scheduler;
beforeAll(async () => {
  const program = { command: ['sh', '-c', 'eval "$WORK"'] };
  scheduler = await openScheduler({
    dataDir: join(home, 'data'),
    catalog: {
      templates: async () => [
        { manifest: sampleManifest, start: { image: 'debian:bookworm-slim', program } },
      ],
    },
    executors: [createDockerExecutor({ directory: join(home, 'docker') })],
    secrets: { get: async () => new Map() },
    config: noConfig(),
    settings: { graceMs: 500, keep: { workspaces: 'none' } },
  });
});
afterAll(async () => {
  await scheduler.close();
  await rm(home, { recursive: true, force: true });
});

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
    const kept = await scheduler.artifacts(view.run);
    expect(kept.map(({ name, size, downloads }) => [name, size, downloads])).toEqual([
      ['billing.jar', 8, 0],
      ['booking.jar', 8, 0],
      ['store.jar', 6, 0],
    ]);
    for await (const _ of (await scheduler.download({ run: view.run, name: 'store.jar' })) ?? []);
    expect((await scheduler.artifacts(view.run)).map(({ downloads }) => downloads)).toEqual([0, 0, 1]);
  });
});

function work(id: string, script: string, more: object = {}) {
  return { id, env: { WORK: script }, retries: 0, ...more };
}

async function run(stages: readonly StageSketch[]): Promise<RunView> {
  const { run: name } = await scheduler.submit({ plan: samplePlan(stages), project: 'demo' });
  for await (const _ of scheduler.events(name));
  const view = await scheduler.get(name);
  if (view === undefined) throw new Error(`${name} is gone.`);
  return view;
}
