import { addScope, createTask } from './create.ts';
import type { TakenOver } from './event.ts';
import type { Combination, TaskState } from './state.ts';
import { endTask, enter, type Turn, unblock } from './turn.ts';

/** Makes an instance of a task for each cell of its matrix; they are numbered from 1 in the order of the cells. */
export function expand(turn: Turn, task: TaskState, cells: readonly Combination[]): void {
  if (cells.length === 0) {
    endTask(turn, task, 'skipped', 'empty');
    return;
  }
  const { run } = turn;
  const limit = task.plan.matrix?.maxParallel;
  const scopes = [
    ...task.scopes,
    ...addScope(run.scopes, limit === undefined ? undefined : { tasks: limit }),
  ];
  enter(turn, task, 'expanded');
  task.instances = [];
  task.blockers = cells.length;
  for (const [position, matrix] of cells.entries()) {
    const instance = createTask({
      index: run.tasks.length,
      key: instanceKey(run.byKey, task.key, position + 1),
      plan: task.plan,
      stage: task.stage,
      scopes,
      taken: takenBy(task.taken, position),
      parent: task.index,
      matrix,
    });
    run.tasks.push(instance);
    run.byKey.set(instance.key, instance.index);
    task.instances.push(instance.index);
    unblock(turn, instance);
  }
}

/** `build-2`, or `build-x2` where the pipeline has a task of that id. */
function instanceKey(taken: ReadonlyMap<string, number>, key: string, number: number): string {
  let infix = '';
  while (taken.has(`${key}-${infix}${number}`)) infix += 'x';
  return `${key}-${infix}${number}`;
}

function takenBy(taken: TakenOver | undefined, position: number): TakenOver | undefined {
  return taken?.instances?.[position];
}
