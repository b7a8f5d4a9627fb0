import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CacheBackend } from '../cache/cache-backend.ts';
import { samplePlan } from '../testing/plan.ts';
import { statesOf, type TestOptions, type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';

let at: TestScheduler;
afterEach(() => at.remove());
const open = async (options?: TestOptions) => {
  at = await testScheduler(options);
  return at;
};
const two = samplePlan([{ tasks: [{ id: 'a' }] }, { tasks: [{ id: 'b' }] }]);

describe('engine/driver/restart', () => {
  it('adopts what runs by its name, and starts nothing twice', async () => {
    await open({ behave: ({ name }) => ({ hold: true, log: `from ${name}\n` }) });
    const run = await at.submit(two);
    await at.until(run, ({ state }) => state === 'running');
    at = await at.restart();
    at.executor.release('sample-1-a-1');
    await at.until(run, ({ tasks }) => tasks[1]?.state === 'running');
    at = await at.restart();
    at.executor.release('sample-1-b-1');
    expect(statesOf(await at.ended(run))).toEqual({ a: 'success', b: 'success', run: 'success' });
    expect(at.executor.started).toEqual(['sample-1-a-1', 'sample-1-b-1']);
    const parts: Uint8Array[] = [];
    for await (const { bytes } of at.scheduler.logs({ run, task: 'a' })) parts.push(bytes);
    expect(Buffer.concat(parts).toString()).toBe('from sample-1-a-1\n');
  });

  it('learns of an end that came while no scheduler was there', async () => {
    await open({ behave: () => ({ hold: true }) });
    const run = await at.submit(two);
    await at.until(run, ({ state }) => state === 'running');
    await at.scheduler.close();
    at.executor.release('sample-1-a-1', { code: 'TESTS_FAILED' });
    at = await at.restart();
    expect((await at.ended(run)).tasks[0]?.failure?.code).toBe('TESTS_FAILED');
  });

  it('goes on waiting: for a time, for a retry, in the queue', async () => {
    const until = new Date(Date.now() + 150).toISOString();
    await open({
      settings: { quota: 1, retry: { baseMs: 100, maxMs: 100 } },
      behave: ({ name }) => {
        if (name === 'sample-1-a-1') return { status: 'suspended', wait: { until, reason: 'r' } };
        return name === 'sample-1-b-1' ? { code: 'UNREACHABLE' } : {};
      },
    });
    const plan = samplePlan([{ tasks: [{ id: 'a' }, { id: 'b' }] }]);
    const run = await at.submit(plan);
    await at.submit(plan);
    await at.until(run, ({ tasks }) => tasks[0]?.state === 'suspended' && tasks[1]?.state === 'waiting');
    expect((await at.scheduler.get('sample-2'))?.state).toBe('queueing');
    at = await at.restart();
    expect(statesOf(await at.ended(run))).toEqual({ a: 'success', b: 'success', run: 'success' });
    expect((await at.ended('sample-2')).state).toBe('success');
  });

  it('goes on stopping what was to be stopped', async () => {
    let deaf = true;
    await open({ behave: () => ({ hold: true }) });
    const { cancel } = at.executor;
    at.executor.cancel = async (name) => (deaf ? undefined : cancel(name));
    const run = await at.submit(two);
    await at.until(run, ({ state }) => state === 'running');
    await at.scheduler.cancel(run);
    deaf = false;
    at = await at.restart();
    expect(statesOf(await at.ended(run))).toEqual({ a: 'aborted', b: 'skipped', run: 'aborted' });
    await at.scheduler.close();
    expect(await at.executor.adopt()).toEqual([]);
  });

  it('says that an attempt is lost which the executor does not know any more', async () => {
    await open({ behave: () => ({ hold: true }) });
    const plan = samplePlan([{ tasks: [{ id: 'a', retries: 0 }] }]);
    const run = await at.submit(plan);
    await at.until(run, ({ state }) => state === 'running');
    await at.executor.remove('sample-1-a-1');
    at = await at.restart();
    expect((await at.ended(run)).tasks[0]?.failure).toEqual({
      class: 'infrastructure',
      code: 'NODE_LOST',
      message: '`a` was running as sample-1-a-1, which the executor `process` does not know any more.',
      hint: 'Run it again from this task if what it does may be done twice.',
    });
  });

  it('tells a second scheduler who holds the directory', async () => {
    await open();
    await expect(testSchedulerOn(at)).rejects.toMatchObject({
      code: 'LEASE_HELD',
      holder: { pid: process.pid },
    });
  });

  it('leaves nothing behind but what is to be kept', async () => {
    const run = await (await open()).submit(two);
    await at.ended(run);
    await at.scheduler.close();
    const left = await readdir(join(at.dataDir, 'runs', run), { recursive: true });
    expect(left.filter((name) => !name.startsWith('logs'))).toEqual(['attempts', 'journal']);
    expect(await at.executor.adopt()).toEqual([]);
  });

  it('takes caches back after a restart, keeping what a good attempt left', async () => {
    const said: string[] = [];
    const backend: CacheBackend = {
      name: 'memory',
      canSupport: async () => true,
      setUp: async (request) => ({ name: request.cache, path: '/cache', request }),
      tearDown: async ({ request }, { keep }) => {
        said.push(`${request.holder} ${request.trust} ${keep}`);
        return { saved: keep, savedBytes: 0 };
      },
    };
    await open({ behave: () => ({ hold: true }), caches: [backend] });
    const cache = { enabled: true };
    const run = await at.submit(
      samplePlan([{ tasks: [{ id: 'a', cache }, { id: 'b', cache }, { id: 'c' }] }]),
    );
    await at.until(run, ({ tasks }) => tasks.every(({ state }) => state === 'running'));
    const given = ['a', 'b', 'c'].map((task) => at.executor.requests.get(`sample-1-${task}-1`)?.caches);
    const cached = [{ name: 'repository', path: '/cache' }];
    expect(given).toEqual([cached, cached, []]);
    at = await at.restart();
    at.executor.release('sample-1-a-1');
    at.executor.release('sample-1-b-1', { code: 'TOOL_FAILED' });
    at.executor.release('sample-1-c-1');
    await at.ended(run);
    await at.scheduler.close();
    expect(said.sort()).toEqual(['sample-1-a-1 branch true', 'sample-1-b-1 branch false']);
  });
});

describe('engine/driver/rerun', () => {
  it('takes over what succeeded and runs the rest again, in a copy of the workspace', async () => {
    let broken = true;
    await open({
      behave: ({ name }) =>
        name.includes('-b-') && broken ? { code: 'TOOL_FAILED' } : { outputs: { jar: name } },
    });
    const text = { expression: '${{ tasks.a.outputs.jar }}' };
    const run = await at.submit(
      samplePlan([
        { tasks: [{ id: 'a' }] },
        { tasks: [{ id: 'b', with: { text } }] },
        { tasks: [{ id: 'c' }] },
      ]),
    );
    expect((await at.ended(run)).state).toBe('failed');
    broken = false;
    const again = await at.scheduler.rerun(run, { by: 'ann' });
    const view = await at.ended(again.run);
    expect(statesOf(view)).toEqual({ a: 'success', b: 'success', c: 'success', run: 'success' });
    expect([view.rerunOf, view.by, view.tasks[0]?.takenFrom]).toEqual([run, 'ann', run]);
    expect(at.executor.started.slice(2)).toEqual(['sample-2-b-1', 'sample-2-c-1']);
    expect(view.tasks[0]?.outputs).toEqual({ jar: 'sample-1-a-1' });
  });

  it('runs a named task and all after it again, and what failed before it as well', async () => {
    await open({ settings: { keep: { workspaces: 'all' } } });
    const run = await at.submit(
      samplePlan([{ parallel: false, tasks: [{ id: 'a' }, { id: 'b' }] }, { tasks: [{ id: 'c' }] }], {
        last: [{ id: 'z' }],
      }),
    );
    await at.ended(run);
    expect(existsSync(join(at.dataDir, 'runs', run, 'workspace'))).toBe(true);
    await at.ended((await at.scheduler.rerun(run, { from: 'b' })).run);
    expect(at.executor.started.slice(4)).toEqual(['sample-2-b-1', 'sample-2-c-1', 'sample-2-z-1']);
  });

  it('refuses what it cannot do, naming it', async () => {
    await open({ behave: () => ({ hold: true }) });
    const run = await at.submit(two);
    await expect(at.scheduler.rerun(run)).rejects.toThrow('The run "sample-1" must have ended.');
    await expect(at.scheduler.delete(run)).rejects.toThrow('The run "sample-1" must have ended.');
    await at.until(run, ({ state }) => state === 'running');
    at.executor.release('sample-1-a-1');
    await at.until(run, ({ tasks }) => tasks[1]?.state === 'running');
    at.executor.release('sample-1-b-1');
    await at.ended(run);
    await expect(at.scheduler.rerun(run, { from: 'x' })).rejects.toThrow(
      'The run "sample-1" must have the task "x".',
    );
    await expect(at.scheduler.rerun('sample-9')).rejects.toThrow('There is no run "sample-9".');
    await expect(at.scheduler.rerun('../x')).rejects.toThrow('There is no run "../x".');
  });
});

describe('engine/driver/retention', () => {
  it('keeps the last runs of a pipeline, and removes one when told to', async () => {
    await open({ settings: { keep: { runs: 2 } } });
    for (let time = 0; time < 4; time += 1) await at.ended(await at.submit(two));
    at = await at.restart();
    expect((await at.scheduler.list()).map(({ run }) => run)).toEqual(['sample-4', 'sample-3']);
    expect(await at.scheduler.delete('sample-3')).toBe(true);
    expect(await at.scheduler.delete('sample-3')).toBe(false);
    expect(await at.submit(two)).toBe('sample-5');
    await at.ended('sample-5');
  });
});

function testSchedulerOn({ dataDir, executor }: TestScheduler) {
  return import('./open-scheduler.ts').then(({ openScheduler }) =>
    openScheduler({
      dataDir,
      catalog: { templates: async () => [] },
      executors: [executor],
      secrets: { get: async () => new Map() },
      config: {
        group: async () => undefined,
        file: async () => undefined,
        connection: async () => undefined,
        environment: async () => undefined,
      },
    }),
  );
}
