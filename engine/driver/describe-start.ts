import type { StartRequest } from '../executors/executor.ts';
import type { DataLayout } from '../store/data-layout.ts';
import { systemClock } from './clock.ts';
import { noRun, noTask } from './driver-error.ts';
import { type LiveRun, taskOf } from './live-run.ts';
import { makeLive } from './make-live.ts';
import { prepareStart } from './prepare.ts';
import type { RunReader } from './run-reader.ts';
import type { SchedulerOptions } from './scheduler.ts';
import { templateIndex } from './template-index.ts';

export interface DescribeWith {
  readonly reader: RunReader;
  readonly layout: DataLayout;
  readonly options: SchedulerOptions;
  liveOf(run: string): LiveRun | undefined;
}

/** What the last attempt of a task was started with, asked for again from where its values come. */
export async function describeStart(run: string, key: string, by: DescribeWith): Promise<StartRequest> {
  const { options, layout } = by;
  const folded = await by.reader.fold(run);
  if (folded === undefined) throw noRun(run);
  const live = by.liveOf(run) ?? makeLive(folded, options);
  const task = taskOf(live.state, key);
  if (task === undefined) {
    throw noTask(
      run,
      key,
      live.state.tasks.map((one) => one.key),
    );
  }
  const prepared = await prepareStart(live, task, {
    layout,
    graceMs: options.settings?.graceMs ?? defaultGraceMs,
    now: (options.clock ?? systemClock).now,
    findTemplate: templateIndex(options.catalog),
  });
  return prepared.request;
}

/** Milliseconds between the request to stop and the kill. */
export const defaultGraceMs = 10_000;
