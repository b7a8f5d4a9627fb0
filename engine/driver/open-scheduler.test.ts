import { open as openFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { statesOf, type TestOptions, type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';

let at: TestScheduler;
afterEach(() => at.remove());
const open = async (options?: TestOptions) => {
  at = await testScheduler(options);
  return at;
};

describe('engine/driver/open-scheduler', () => {
  it('runs a pipeline to its end and hands outputs on', async () => {
    await open({
      behave: ({ name }) => (name.includes('-a-') ? { outputs: { jar: 'app.jar', count: 3 } } : {}),
    });
    const text = { expression: '${{ tasks.a.outputs.jar }} of ${{ run.name }}' };
    const number = { expression: '${{ tasks.a.outputs.count }}' };
    const run = await at.submit(
      samplePlan([{ tasks: [{ id: 'a' }] }, { tasks: [{ id: 'b', with: { text, number } }] }]),
    );
    const view = await at.ended(run);
    expect(statesOf(view)).toEqual({ a: 'success', b: 'success', run: 'success' });
    expect(view.tasks[0]?.outputs).toEqual({ jar: 'app.jar', count: 3 });
    expect(at.executor.started).toEqual(['sample-1-a-1', 'sample-1-b-1']);
    expect(at.lines).toEqual([]);
  });

  it('T4.3: names the run after its pipeline and the next number, and keeps its definition', async () => {
    await open();
    const plan = { ...samplePlan([{ tasks: [{ id: 'a' }] }]), pipeline: 'p-d5frn' };
    await at.ended(await at.submit(plan));
    const { run, number } = await at.scheduler.submit({ plan, project: 'demo' });
    expect([run, number]).toEqual(['p-d5frn-2', 2]);
    Object.assign(plan, { title: 'Edited later' });
    expect((await at.ended(run)).title).toBe('Sample');
    expect(await at.submit(plan)).toBe('p-d5frn-3');
    await at.ended('p-d5frn-3');
  });

  it('T4.1, T4.2: runs two runs of a project at once, then the oldest of those that wait', async () => {
    await open({ behave: () => ({ hold: true }) });
    const plan = samplePlan([{ tasks: [{ id: 'a' }] }]);
    const runs = [await at.submit(plan), await at.submit(plan), await at.submit(plan), await at.submit(plan)];
    const other = await at.submit(plan, { project: 'other' });
    const states = async () => Promise.all(runs.map(async (run) => (await at.scheduler.get(run))?.state));
    await at.until('sample-2', ({ state }) => state === 'running');
    await at.until(other, ({ state }) => state === 'running');
    expect(await states()).toEqual(['running', 'running', 'queueing', 'queueing']);
    at.executor.release('sample-2-a-1');
    await at.until('sample-3', ({ state }) => state === 'running');
    expect(await states()).toEqual(['running', 'success', 'running', 'queueing']);
  });

  it('T4.1: runs three where the quota is "3"', async () => {
    await open({ behave: () => ({ hold: true }), settings: { quotas: { demo: '3' } } });
    const plan = samplePlan([{ tasks: [{ id: 'a' }] }]);
    for (let time = 0; time < 4; time += 1) await at.submit(plan);
    await at.until('sample-3', ({ state }) => state === 'running');
    expect((await at.scheduler.get('sample-4'))?.state).toBe('queueing');
  });

  it('T4.2: makes one run of one request', async () => {
    await open();
    const submission = { plan: samplePlan([]), project: 'demo', request: 'webhook-77' };
    const [one, two] = await Promise.all([at.scheduler.submit(submission), at.scheduler.submit(submission)]);
    expect([one.run, two.run, (await at.scheduler.submit(submission)).run]).toEqual([
      'sample-1',
      'sample-1',
      'sample-1',
    ]);
  });

  it('T4.6: cancels a run, and does nothing the second time', async () => {
    await open({ behave: () => ({ hold: true }) });
    const run = await at.submit(samplePlan([{ tasks: [{ id: 'a' }] }, { tasks: [{ id: 'b' }] }]));
    await at.until(run, ({ state }) => state === 'running');
    expect(await at.scheduler.cancel(run, { by: 'ann' })).toBe(true);
    expect(statesOf(await at.ended(run))).toEqual({ a: 'aborted', b: 'skipped', run: 'aborted' });
    expect(await at.scheduler.cancel(run)).toBe(false);
    await expect(at.scheduler.cancel('none-1')).rejects.toThrow('There is no run "none-1".');
  });

  it('cancels what is still waiting for a place among the attempts', async () => {
    await open({ behave: () => ({ hold: true }), settings: { attempts: 1 } });
    const run = await at.submit(samplePlan([{ tasks: [{ id: 'a' }, { id: 'b' }] }]));
    await at.until(run, ({ state }) => state === 'running');
    await at.scheduler.cancel(run);
    expect(statesOf(await at.ended(run))).toEqual({ a: 'aborted', b: 'aborted', run: 'aborted' });
    expect(at.executor.started).toEqual(['sample-1-a-1']);
  });

  it('T1.3: stops a task at its timeout and starts nothing after it', async () => {
    await open({ behave: () => ({ hold: true }) });
    const run = await at.submit(
      samplePlan([{ tasks: [{ id: 'a', timeoutMs: 50 }] }, { tasks: [{ id: 'b' }] }]),
    );
    const view = await at.ended(run);
    expect(statesOf(view)).toEqual({ a: 'failed', b: 'skipped', run: 'failed' });
    expect(view.tasks[0]?.failure).toMatchObject({ class: 'timeout', code: 'TIMEOUT' });
  });

  it('retries by class, never more often than it may', async () => {
    await open({
      behave: ({ name }) =>
        name === 'sample-1-a-3' ? {} : { code: name.includes('-b-') ? 'TOOL_FAILED' : 'UNREACHABLE' },
      settings: { retry: { baseMs: 1, maxMs: 1 } },
    });
    const run = await at.submit(samplePlan([{ tasks: [{ id: 'a' }, { id: 'b' }, { id: 'c', retries: 1 }] }]));
    expect(statesOf(await at.ended(run))).toEqual({ a: 'success', b: 'failed', c: 'failed', run: 'failed' });
    expect(at.executor.started.filter((name) => name.includes('-c-'))).toEqual([
      'sample-1-c-1',
      'sample-1-c-2',
    ]);
  });

  it('suspends without holding anything, and starts again with the state that was kept', async () => {
    const until = new Date(Date.now() + 30).toISOString();
    await open({
      settings: { attempts: 1, quota: 1 },
      behave: ({ name }) =>
        name === 'sample-1-a-1'
          ? {
              status: 'suspended',
              wait: { until, reason: 'build 7' },
              files: { 'state.json': '{"build":7}' },
            }
          : {},
    });
    const run = await at.submit(samplePlan([{ tasks: [{ id: 'a' }] }]));
    const waiting = await at.until(run, ({ state }) => state === 'suspended');
    expect(waiting.tasks[0]?.wait).toEqual({ until: Date.parse(until), callback: false, reason: 'build 7' });
    expect((await at.ended(run)).state).toBe('success');
    expect(at.executor.started).toEqual(['sample-1-a-1', 'sample-1-a-1-s2']);
  });

  it('lets a task that waits for a callback go on', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await open({
      behave: ({ name }) =>
        name.endsWith('-s2') ? {} : { status: 'suspended', wait: { until, reason: 'r', callback: true } },
    });
    const run = await at.submit(samplePlan([{ tasks: [{ id: 'a' }] }]));
    await at.until(run, ({ state }) => state === 'suspended');
    expect(await at.scheduler.callback(run, 'a')).toBe(true);
    expect((await at.ended(run)).state).toBe('success');
    expect(await at.scheduler.callback(run, 'a')).toBe(false);
  });

  it('expands a matrix over a list that an earlier task gives', async () => {
    await open({ behave: ({ name }) => (name.includes('-a-1') ? { outputs: { list: ['x', 'y'] } } : {}) });
    const matrix = { values: { part: { expression: '${{ tasks.a.outputs.list }}' } } };
    const text = { expression: 'part ${{ matrix.part }}' };
    const run = await at.submit(
      samplePlan([{ parallel: false, tasks: [{ id: 'a' }, { id: 'b', matrix, with: { text } }] }]),
    );
    const view = await at.ended(run);
    expect(statesOf(view)).toEqual({
      a: 'success',
      b: 'success',
      'b-x': 'success',
      'b-y': 'success',
      run: 'success',
    });
    expect(view.tasks.map(({ title }) => title)).toEqual(['a', 'b', 'b (x)', 'b (y)']);
  });

  it('skips a task whose condition is false, and refuses one that cannot be evaluated', async () => {
    await open();
    const run = await at.submit(
      samplePlan(
        [
          {
            tasks: [
              { id: 'a', when: { expression: "${{ inputs.where == 'production' }}" } },
              { id: 'b', when: { expression: '${{ inputs.where > 3 }}' } },
            ],
          },
        ],
        { inputs: { where: 'test' }, last: [{ id: 'z', when: { expression: '${{ failure() }}' } }] },
      ),
    );
    const view = await at.ended(run);
    expect(statesOf(view)).toEqual({ a: 'skipped', b: 'failed', z: 'success', run: 'failed' });
    expect(view.tasks[1]?.failure).toEqual({
      class: 'configuration',
      code: 'INPUT_INVALID',
      message: '`when`: `>` must compare two numbers or two texts, got a string and a number.',
      hint: 'Give a default with `||`, or compare values of one type.',
    });
  });

  it('keeps logs, and gives them while the task runs and after', async () => {
    await open({ behave: ({ name }) => ({ log: `hello from ${name}\n`, hold: true }) });
    const run = await at.submit(samplePlan([{ tasks: [{ id: 'a' }] }]));
    await at.until(run, ({ state }) => state === 'running');
    const parts: string[] = [];
    for await (const { bytes } of at.scheduler.logs({ run, task: 'a', follow: true })) {
      parts.push(Buffer.from(bytes).toString());
      at.executor.release('sample-1-a-1');
    }
    expect(parts.join('')).toBe('hello from sample-1-a-1\n');
    await expect(at.scheduler.logs({ run, task: 'x' })[Symbol.asyncIterator]().next()).rejects.toThrow(
      'The run "sample-1" must have the task "x".',
    );
  });

  it('tells every change, in order, until the end', async () => {
    await open();
    const run = await at.submit(samplePlan([{ tasks: [{ id: 'a' }] }]));
    const seen: string[] = [];
    for await (const change of at.scheduler.events(run)) {
      if (change.type === 'task') seen.push(`${change.task.key} ${change.task.state}`);
      else seen.push(`${change.type} ${change.run.state}`);
    }
    expect(seen[0]).toMatch(/^snapshot /);
    expect(seen.at(-1)).toBe('run success');
    expect(seen.indexOf('a running')).toBeLessThan(seen.indexOf('a success'));
  });

  it('cancels the older run of a concurrency group', async () => {
    await open({ behave: () => ({ hold: true }) });
    const concurrency = { group: { expression: 'deploy-${{ inputs.where }}' }, cancelInProgress: true };
    const plan = samplePlan([{ tasks: [{ id: 'a' }] }], { concurrency, inputs: { where: 'test' } });
    const [first, second] = [await at.submit(plan), await at.submit(plan)];
    expect((await at.ended(first)).state).toBe('aborted');
    await at.until(second, ({ state }) => state === 'running');
  });

  it('stops when the journal cannot be written, and tells nothing that is not kept', async () => {
    await open({ behave: () => ({ hold: true }) });
    const run = await at.submit(samplePlan([{ tasks: [{ id: 'a' }] }]));
    await at.until(run, ({ state }) => state === 'running');
    const handle = await openFile(join(at.dataDir, 'register'));
    const prototype = Object.getPrototypeOf(handle);
    await handle.close();
    const { datasync } = prototype;
    prototype.datasync = () => Promise.reject(new Error('ENOSPC: no space left on device'));
    try {
      const states: string[] = [];
      const following = (async () => {
        for await (const change of at.scheduler.events(run))
          if (change.type === 'task') states.push(change.task.state);
      })();
      await expect(at.scheduler.cancel(run)).rejects.toMatchObject({
        code: 'STOPPED',
        message: `The journal of ${JSON.stringify(at.dataDir)} cannot be written: Error: ENOSPC: no space left on device`,
      });
      await expect(following).rejects.toMatchObject({ code: 'STOPPED' });
      expect(states).toEqual([]);
    } finally {
      prototype.datasync = datasync;
    }
    at = await at.restart();
    expect((await at.scheduler.get(run))?.state).toBe('running');
  });

  it('gives the values of its requests to nobody else: journals hold no secret', async () => {
    const secrets = {
      get: async (names: readonly string[]) => new Map(names.map((name) => [name, `value of ${name}!`])),
    };
    await open({
      secrets,
      behave: () => ({
        code: 'TOOL_FAILED',
        outputs: { jar: 'value of TOKEN!' },
        files: { 'summary.md': 'It is value of TOKEN!' },
      }),
    });
    const run = await at.submit(
      samplePlan([{ tasks: [{ id: 'a', with: { token: { expression: '${{ secrets.TOKEN }}' } } }] }]),
    );
    const view = await at.ended(run);
    expect(view.tasks[0]).toMatchObject({ outputs: { jar: '***' }, summary: 'It is ***' });
    expect((await readFile(join(at.dataDir, 'runs', run, 'journal'))).includes('value of TOKEN')).toBe(false);
  });
});
