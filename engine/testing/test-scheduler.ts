import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@stepyard/pipeline';
import { noConfig } from '../config/config-file.ts';
import { openScheduler } from '../driver/open-scheduler.ts';
import type { Scheduler, SchedulerOptions, Submission } from '../driver/scheduler.ts';
import type { RunView } from '../driver/view.ts';
import { createFakeExecutor, type FakeExecutor } from './fake-executor.ts';
import { sampleCatalog } from './sample-template.ts';

/** A scheduler in a directory of its own, with an executor that is told what attempts do. */
export interface TestScheduler {
  readonly dataDir: string;
  readonly executor: FakeExecutor;
  readonly scheduler: Scheduler;
  readonly lines: string[];
  submit(plan: Plan, more?: Partial<Submission>): Promise<string>;
  /** The run when it has ended. */
  ended(run: string): Promise<RunView>;
  /** The run when this holds. */
  until(run: string, holds: (view: RunView) => boolean): Promise<RunView>;
  /** Closes the scheduler and opens another on the same directory and attempts. */
  restart(): Promise<TestScheduler>;
  remove(): Promise<void>;
}

export type TestOptions = Partial<SchedulerOptions> & {
  readonly behave?: Parameters<typeof createFakeExecutor>[1];
};

/** Opens a scheduler on an empty directory. */
export async function testScheduler(options: TestOptions = {}): Promise<TestScheduler> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stepyard-scheduler-'));
  return open(dataDir, createFakeExecutor(join(dataDir, 'fake'), options.behave), options);
}

async function open(dataDir: string, executor: FakeExecutor, options: TestOptions): Promise<TestScheduler> {
  const lines: string[] = [];
  const scheduler = await openScheduler({
    dataDir,
    catalog: sampleCatalog(),
    executors: [executor],
    secrets: { get: async () => new Map() },
    config: noConfig(),
    log: (line) => lines.push(line),
    ...options,
  });
  const until = async (run: string, holds: (view: RunView) => boolean) => {
    for await (const _ of scheduler.events(run)) {
      const view = await scheduler.get(run);
      if (view !== undefined && holds(view)) return view;
    }
    throw new Error(`${run} has ended otherwise: ${JSON.stringify(await scheduler.get(run))}`);
  };
  return {
    dataDir,
    executor,
    scheduler,
    lines,
    submit: async (plan, more) => (await scheduler.submit({ plan, project: 'demo', ...more })).run,
    ended: (run) => until(run, ({ finishedAt }) => finishedAt !== undefined),
    until,
    async restart() {
      await scheduler.close();
      return open(dataDir, executor.reopen(), options);
    },
    async remove() {
      await scheduler.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** State of each task by key, and of the run as `run`. */
export function statesOf(view: RunView): Record<string, string> {
  return { ...Object.fromEntries(view.tasks.map(({ key, state }) => [key, state])), run: view.state };
}
