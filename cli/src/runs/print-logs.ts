import type { Scheduler, TaskView } from '@stepyard/engine';
import { holderOf } from '../data/holder.ts';
import { withReader } from '../data/open.ts';
import { commandError } from '../failure.ts';
import { print, printBytes } from '../output.ts';
import type { Settings } from '../settings.ts';
import { logLine } from '../show/harmless.ts';
import { notFound } from './not-found.ts';
import { adviseIfLeft } from './show-run.ts';

export interface PrintLogsOptions {
  readonly attempt?: number;
  readonly follow?: boolean;
  readonly raw?: boolean;
}

/** Prints the log of a task, or of all tasks of a run one after another. */
export async function printLogs(
  run: string,
  task: string | undefined,
  given: PrintLogsOptions,
  settings: Settings,
): Promise<void> {
  await withReader(settings, async (scheduler) => {
    const view = (await scheduler.get(run)) ?? notFound(run);
    const wanted = view.tasks.filter((one) =>
      task === undefined ? one.attempts.length > 0 : one.key === task,
    );
    if (wanted.length === 0) throw noLog(run, task, view.tasks);
    const left = given.follow === true && (await holderOf(settings)) === undefined;
    for (const { key, title } of wanted) {
      if (wanted.length > 1) await print(`── ${title} (${key})`);
      await printLog(scheduler, { ...given, run, task: key, follow: given.follow === true && !left });
    }
    if (left) await adviseIfLeft(view, settings);
  });
}

interface LogOf extends PrintLogsOptions {
  readonly run: string;
  readonly task: string;
}

async function printLog(scheduler: Scheduler, { run, task, attempt, follow, raw }: LogOf): Promise<void> {
  const request = { run, task, ...(follow && { follow }), ...(attempt !== undefined && { attempt }) };
  const decoder = new TextDecoder();
  let rest = '';
  for await (const { bytes } of scheduler.logs(request)) {
    if (raw) {
      await printBytes(bytes);
      continue;
    }
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) await print(lines.map(logLine).join('\n'));
  }
  if (rest !== '') await print(logLine(rest));
}

function noLog(run: string, task: string | undefined, tasks: readonly TaskView[]) {
  return task === undefined
    ? commandError(`No task of ${run} has begun, so there is no log.`, 'Look again later.', 1)
    : commandError(
        `The run ${run} has no task ${JSON.stringify(task)}.`,
        `Its tasks are: ${tasks.map(({ key }) => key).join(', ')}.`,
        1,
      );
}
