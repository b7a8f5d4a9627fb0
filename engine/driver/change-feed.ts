import type { RunState, TaskState } from '../core/state.ts';
import { toSummary, toTaskView } from './to-view.ts';
import type { RunChange } from './view.ts';

/** What has changed, as a watcher is told it; each task once, as it is now. */
export function toChanges(
  run: RunState,
  tasks: readonly TaskState[],
  at: number,
  whole: boolean,
): readonly RunChange[] {
  const parents = tasks.flatMap(({ parent }) => run.tasks[parent] ?? []);
  const changed = [...new Set([...tasks, ...parents])];
  return [
    ...changed.map((task) => ({ type: 'task', at, task: toTaskView(run, task) }) as const),
    ...(whole ? [{ type: 'run', at, run: toSummary(run) } as const] : []),
  ];
}

/** Changes handed from who makes them to who iterates over them; ends with the run. */
export interface ChangeFeed extends AsyncIterable<RunChange> {
  push(change: RunChange): void;
  /** Nothing more comes, although the run has not ended. */
  fail(error: Error): void;
}

/** A feed that keeps what is not fetched yet. */
export function createFeed(): ChangeFeed {
  const waiting: RunChange[] = [];
  let ended = false;
  let failure: Error | undefined;
  let wake = (): void => {};
  return {
    push(change) {
      waiting.push(change);
      if (change.type === 'run' && change.run.finishedAt !== undefined) ended = true;
      wake();
    },
    fail(error) {
      failure = error;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const change = waiting.shift();
        if (change !== undefined) yield change;
        else if (ended) return;
        else if (failure !== undefined) throw failure;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
