import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '@stepyard/pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noConfig } from '../config/config-file.ts';
import { createProcessExecutor } from '../executors/process/process-executor.ts';
import { type StageSketch, samplePlan } from '../testing/plan.ts';
import { sampleManifest } from '../testing/sample-template.ts';
import { statesOf } from '../testing/test-scheduler.ts';
import { openScheduler } from './open-scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import type { RunView } from './view.ts';

let directory: string;
let scheduler: Scheduler;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepyard-process-'));
  const step = join(directory, 'step.sh');
  await writeFile(
    step,
    'echo "begin $NAME" >>"$LEDGER"\neval "$INPUT_TEXT"\nstatus=$?\necho "end $NAME" >>"$LEDGER"\nexit $status\n',
  );
  scheduler = await openScheduler({
    dataDir: join(directory, 'data'),
    catalog: { templates: async () => [{ manifest: sampleManifest, start: { command: ['/bin/sh', step] } }] },
    executors: [
      createProcessExecutor({ directory: join(directory, 'executor'), idleMs: 100, compileCache: false }),
    ],
    secrets: { get: async () => new Map() },
    config: noConfig(),
    settings: { graceMs: 300 },
  });
});
afterEach(async () => {
  await scheduler.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

const task = (id: string, text: string, more: object = {}) => ({
  id,
  with: { text },
  env: { NAME: id, LEDGER: join(directory, 'ledger') },
  ...more,
});
const plan = (...stages: readonly StageSketch[]) => samplePlan(stages);
const ledger = async () => (await readFile(join(directory, 'ledger'), 'utf8')).trim().split('\n');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(run: string, holds: (view: RunView) => boolean): Promise<RunView> {
  for await (const _ of scheduler.events(run)) {
    const view = await scheduler.get(run);
    if (view !== undefined && holds(view)) return view;
  }
  throw new Error(`${run} has ended otherwise.`);
}

async function ended(of: Plan): Promise<RunView> {
  const { run } = await scheduler.submit({ plan: of, project: 'demo' });
  return until(run, ({ finishedAt }) => finishedAt !== undefined);
}

describe('engine/driver/process', () => {
  it('T1.3: kills a task that runs longer than its timeout, and starts no later stage', async () => {
    const pid = join(directory, 'pid');
    const sleeper = task('a', `echo $$ >${pid}; sleep 60`, { timeoutMs: 300 });
    const view = await ended(plan({ tasks: [sleeper] }, { tasks: [task('b', 'true')] }));
    expect(statesOf(view)).toEqual({ a: 'failed', b: 'skipped', run: 'failed' });
    expect(view.tasks[0]?.failure).toMatchObject({
      class: 'timeout',
      code: 'TIMEOUT',
      message: '`a` ran longer than its timeout of 300ms.',
    });
    expect(isAlive(Number(await readFile(pid, 'utf8')))).toBe(false);
    expect(await ledger()).toEqual(['begin a']);
  });

  it('T1.4: starts B before A ends where their stage is parallel, after A where it is sequential', async () => {
    const waits = 'for i in 1 2 3 4 5 6 7 8 9 10; do grep -q "begin b" "$LEDGER" && break; sleep 0.1; done';
    await ended(plan({ parallel: true, tasks: [task('a', waits), task('b', 'sleep 0.3')] }));
    expect((await ledger()).slice(0, 2).sort()).toEqual(['begin a', 'begin b']);
    await rm(join(directory, 'ledger'));
    await ended(plan({ parallel: false, tasks: [task('a', 'sleep 0.1'), task('b', 'true')] }));
    expect(await ledger()).toEqual(['begin a', 'end a', 'begin b', 'end b']);
  });

  it('T1.5: fails the run where A exits with 1, and goes on where A may fail', async () => {
    const strict = await ended(plan({ tasks: [task('a', 'false')] }, { tasks: [task('b', 'true')] }));
    expect(statesOf(strict)).toEqual({ a: 'failed', b: 'skipped', run: 'failed' });
    expect(strict.tasks[0]?.failure).toMatchObject({ class: 'user', code: 'TOOL_FAILED' });
    const lenient = task('a', 'false', { allowFailure: true });
    const view = await ended(plan({ tasks: [lenient] }, { tasks: [task('b', 'true')] }));
    expect(statesOf(view)).toEqual({ a: 'failed', b: 'success', run: 'warning' });
  });

  it('T4.6: stops what an aborted run has started, cleans up, and does nothing the second time', async () => {
    const pid = join(directory, 'pid');
    const { run } = await scheduler.submit({
      plan: plan(
        { tasks: [task('a', `echo $$ >${pid}; trap '' TERM; sleep 60; sleep 60`)] },
        { tasks: [task('b', 'true')] },
      ),
      project: 'demo',
    });
    await until(run, ({ state }) => state === 'running');
    while (!existsSync(pid)) await sleep(20);
    expect(await scheduler.cancel(run)).toBe(true);
    const view = await until(run, ({ finishedAt }) => finishedAt !== undefined);
    expect(statesOf(view)).toEqual({ a: 'aborted', b: 'skipped', run: 'aborted' });
    expect(isAlive(Number(await readFile(pid, 'utf8')))).toBe(false);
    expect(await scheduler.cancel(run)).toBe(false);
    expect((await scheduler.get(run))?.state).toBe('aborted');
    await scheduler.close();
    expect(existsSync(join(directory, 'executor', 'attempts', `${run}-a-1`))).toBe(false);
  });

  it('shares the workspace between the tasks of a run', async () => {
    const view = await ended(
      plan({ parallel: false, tasks: [task('a', 'echo made >file'), task('b', 'grep made file')] }),
    );
    expect(view.state).toBe('success');
  });
});
