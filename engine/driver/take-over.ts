import type { TakenOver } from '../core/event.ts';
import type { RunState, TaskState } from '../core/state.ts';

/** What a new run takes over from an ended one: the results of all tasks that need not run again. */
export function resultsToTakeOver(
  run: RunState,
  from: string | undefined,
): Readonly<Record<string, TakenOver>> {
  const own = run.tasks.filter(({ parent }) => parent < 0);
  const again = own.filter((task) => (from === undefined ? !isGood(task) : task.key === from));
  const repeated = withFollowers(run, again);
  const kept = own.filter((task) => task.stage >= 0 && isGood(task) && !repeated.has(task.index));
  return Object.fromEntries(kept.map((task) => [task.key, takenFrom(run, task)]));
}

function isGood({ end, skip }: TaskState): boolean {
  return (
    end === 'success' || end === 'warning' || (end === 'skipped' && (skip === 'when' || skip === 'empty'))
  );
}

/** The tasks, and all that need one of them or stand in a later stage. */
function withFollowers(run: RunState, tasks: readonly TaskState[]): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [...tasks];
  const firstStage = Math.min(...tasks.map(({ stage }) => (stage < 0 ? Number.POSITIVE_INFINITY : stage)));
  open.push(...run.tasks.filter(({ stage, parent }) => parent < 0 && stage > firstStage));
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    if (found.has(task.index)) continue;
    found.add(task.index);
    open.push(...task.dependents.flatMap((index) => run.tasks[index] ?? []));
  }
  return found;
}

function takenFrom(run: RunState, task: TaskState): TakenOver {
  const { end, skip, startedAt, finishedAt, products, instances, matrix, taken } = task;
  return {
    from: taken?.from ?? run.run,
    end: end ?? 'success',
    ...(skip !== undefined && { skip }),
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(products !== undefined && { products }),
    ...(matrix !== undefined && { matrix }),
    ...(instances !== undefined && {
      instances: instances.flatMap((index) => {
        const instance = run.tasks[index];
        return instance === undefined ? [] : [takenFrom(run, instance)];
      }),
    }),
  };
}
