import type { RunView } from '@stepyard/engine';
import { createLogUpdate } from 'log-update';
import { duration, paint, sign } from '../show/style.ts';
import { tree } from '../show/tree.ts';
import { isEnd } from './ends.ts';
import type { Onlooker } from './follow.ts';

export interface Shown extends Onlooker {
  /** Takes back what is only for the time of the run. */
  end(): void;
}

/** A live tree in a terminal, redrawn ten times a second, with the last lines of what runs. */
export function liveTree(stream: NodeJS.WriteStream): Shown {
  const update = createLogUpdate(stream);
  const tails = new Map<string, string[]>();
  let run: RunView | undefined;
  const draw = () => {
    if (run === undefined) return;
    const columns = stream.columns ?? 80;
    update(tree(run, { now: Date.now(), tails, columns, rows: (stream.rows ?? 24) - 1 }));
  };
  const timer = setInterval(draw, 100);
  return {
    changed(view) {
      run = view;
    },
    line({ key }, text) {
      if (text.trim() !== '') tails.set(key, [...(tails.get(key) ?? []), text].slice(-3));
    },
    end() {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}

/** A line for every change and every line of log, each with its task in front: for files and pipes. */
export function plainLines(write: (line: string) => void): Shown {
  const seen = new Map<string, string>();
  let queued = false;
  return {
    changed(run, changed) {
      if (run.state === 'queueing' && !queued)
        write(`${run.run} is queueing: the project runs as many as its quota allows`);
      queued = run.state === 'queueing';
      for (const task of changed ? [changed] : run.tasks) {
        const now = `${task.state} ${task.attempts.length}`;
        if (seen.get(task.key) === now || task.state === 'waiting' || task.state === 'queueing') continue;
        seen.set(task.key, now);
        const took =
          isEnd(task.state) && task.startedAt && task.finishedAt
            ? ` in ${duration(task.finishedAt - task.startedAt)}`
            : '';
        const why = task.failure ? ` ${task.failure.code}` : task.skipped ? ` (${task.skipped})` : '';
        write(`${sign(task.state)} ${task.key} ${task.state}${took}${why}`);
      }
    },
    line: ({ key }, text) => write(`${paint('dim', `${key} │`)} ${text}`),
    end: () => undefined,
  };
}
