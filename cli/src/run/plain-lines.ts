import type { RunView, TaskView } from '@stepyard/engine';
import { print } from '../output.ts';
import { logLine } from '../show/harmless.ts';
import { duration, paint, sign, skipWords } from '../show/style.ts';
import { isEnd } from './ends.ts';
import type { Shown } from './shown.ts';

/** A line for every change and every line of log, each with its task in front: for files and pipes. */
export function plainLines(): Shown {
  const seen = new Map<string, string>();
  let queued = false;
  return {
    async changed(run, changed) {
      if (run.state === 'queueing' && !queued)
        await print(
          `${sign('queueing')} ${run.run} is queueing: its project runs as many as its quota allows`,
        );
      queued = run.state === 'queueing';
      for (const task of changed ? [changed] : run.tasks) {
        const line = changeOf(task);
        if (line === undefined || seen.get(task.key) === line) continue;
        seen.set(task.key, line);
        await print(line);
      }
    },
    async lines({ key }, lines) {
      const front = paint('dim', `${key} │`);
      if (lines.length > 0) await print(lines.map((line) => `${front} ${logLine(line)}`).join('\n'));
    },
    aside: (work) => work(),
    lastLines: () => [],
    end: () => undefined,
  };
}

function changeOf(task: TaskView): string | undefined {
  const { key, state, attempts, failure, skipped, wait, retryAt } = task;
  const last = attempts.at(-1);
  if (state === 'queueing') return undefined;
  if (state === 'waiting') {
    // Between two attempts: what went wrong is worth a line, that it waits for its turn is not.
    if (retryAt === undefined || last?.failure === undefined) return undefined;
    return `${sign('failed')} ${key} attempt ${last.attempt} failed ${last.failure.code}, is tried again`;
  }
  const tries = attempts.length > 1 ? ` (attempt ${attempts.length})` : '';
  const took =
    isEnd(state) && task.startedAt !== undefined && task.finishedAt !== undefined
      ? ` in ${duration(task.finishedAt - task.startedAt)}`
      : '';
  const why = failure
    ? ` ${failure.code}`
    : skipped
      ? `: ${skipWords(skipped)}`
      : wait
        ? `: ${wait.reason}`
        : '';
  return `${sign(state)} ${key} ${state}${tries}${took}${why}`;
}

/** The run as a whole, for `--json`: nothing is said before the end. */
export function silence(): Shown {
  return {
    changed: (_: RunView) => undefined,
    lines: () => undefined,
    aside: (work) => work(),
    lastLines: () => [],
    end: () => undefined,
  };
}
