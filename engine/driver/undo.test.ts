import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noConfig } from '../config/config-file.ts';
import { createProcessExecutor } from '../executors/process/process-executor.ts';
import { samplePlan } from '../testing/plan.ts';
import { sampleManifest } from '../testing/sample-template.ts';
import { statesOf } from '../testing/test-scheduler.ts';
import { openScheduler } from './open-scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import type { RunView } from './view.ts';

/** Starts a build elsewhere and waits for it; where it is cancelled meanwhile, the build is stopped. */
const step = `
if grep -q '"cancelled":true' "$STEPYARD_TASK"; then
  echo "stop $(cat "$STEPYARD_STATE")" >>"$LEDGER"
  while [ -e "$LEDGER.slow" ]; do sleep 0.02; done
  exit "$INPUT_NUMBER"
fi
echo begin >>"$LEDGER"
printf '{"build":7}' >"$STEPYARD_OUT/state.json"
printf '{"contract":1,"status":"suspended","startedAt":"2026-01-01T00:00:00Z","finishedAt":"2026-01-01T00:00:00Z",
  "wait":{"until":"2099-01-01T00:00:00Z","reason":"the build","undo":true}}' >"$STEPYARD_OUT/result.json"
exit 79
`;

let directory: string;
let scheduler: Scheduler;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepyard-undo-'));
  await writeFile(join(directory, 'step.sh'), step);
  scheduler = await open();
});
afterEach(async () => {
  await scheduler.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

function open(): Promise<Scheduler> {
  const start = { command: ['/bin/sh', join(directory, 'step.sh')] };
  return openScheduler({
    dataDir: join(directory, 'data'),
    catalog: { templates: async () => [{ manifest: sampleManifest, start }] },
    executors: [
      createProcessExecutor({ directory: join(directory, 'executor'), idleMs: 100, compileCache: false }),
    ],
    secrets: { get: async () => new Map() },
    config: noConfig(),
    settings: { graceMs: 300 },
  });
}

async function until(run: string, holds: (view: RunView) => boolean): Promise<RunView> {
  for await (const _ of scheduler.events(run)) {
    const view = await scheduler.get(run);
    if (view !== undefined && holds(view)) return view;
  }
  throw new Error(`${run} has ended otherwise.`);
}

async function suspended(status: number): Promise<string> {
  const env = { LEDGER: join(directory, 'ledger') };
  const task = { id: 'a', with: { number: status }, env };
  const { run } = await scheduler.submit({ plan: samplePlan([{ tasks: [task] }]), project: 'demo' });
  await until(run, ({ state }) => state === 'suspended');
  return run;
}

const ledger = async () => (await readFile(join(directory, 'ledger'), 'utf8')).trim().split('\n');
const isOver = ({ finishedAt }: RunView) => finishedAt !== undefined;

describe('engine/driver/undo', () => {
  it('T4.6: stops what a suspended task has started elsewhere when the run is cancelled', async () => {
    const run = await suspended(143);
    await scheduler.cancel(run);
    const view = await until(run, isOver);
    expect(statesOf(view)).toEqual({ a: 'aborted', run: 'aborted' });
    expect(view.tasks[0]?.failure).toMatchObject({ code: 'CANCELLED', message: 'The step was cancelled.' });
    expect(await ledger()).toEqual(['begin', 'stop {"build":7}']);
  });

  it('does so after a restart, and goes on with it over another', async () => {
    const run = await suspended(143);
    await scheduler.close();
    scheduler = await open();
    await writeFile(join(directory, 'ledger.slow'), '');
    await scheduler.cancel(run);
    await until(run, ({ tasks }) => tasks[0]?.state === 'running');
    await scheduler.close();
    scheduler = await open();
    await rm(join(directory, 'ledger.slow'));
    expect(statesOf(await until(run, isOver))).toEqual({ a: 'aborted', run: 'aborted' });
    expect(await ledger()).toEqual(['begin', 'stop {"build":7}']);
  });

  it('says why it could not be undone', async () => {
    const run = await suspended(75);
    await scheduler.cancel(run);
    const view = await until(run, isOver);
    expect(statesOf(view)).toEqual({ a: 'aborted', run: 'aborted' });
    expect(view.tasks[0]?.failure).toMatchObject({ code: 'UNREACHABLE' });
    expect(view.tasks[0]?.attempts).toMatchObject([{ attempt: 1, starts: 2, state: 'aborted' }]);
  });
});
