import type { Combination } from '@stepyard/pipeline';
import { addScope, createTask } from './create.ts';
import type { TakenOver } from './event.ts';
import type { TaskState } from './state.ts';
import { endTask, enter, type Turn, unblock } from './turn.ts';

/** Makes an instance of a task for each combination of its matrix, named after its values. */
export function expand(turn: Turn, task: TaskState, combinations: readonly Combination[]): void {
  if (combinations.length === 0) {
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
  task.blockers = combinations.length;
  for (const matrix of combinations) {
    const instance = createTask({
      index: run.tasks.length,
      key: instanceKey(run.byKey, task.key, matrix.id),
      plan: task.plan,
      stage: task.stage,
      scopes,
      taken: takenBy(task.taken, matrix),
      parent: task.index,
      matrix,
    });
    run.tasks.push(instance);
    run.byKey.set(instance.key, instance.index);
    task.instances.push(instance.index);
    unblock(turn, instance);
  }
}

/** `build-21`, or `build-x21` where the pipeline has a task of that id. */
function instanceKey(taken: ReadonlyMap<string, number>, key: string, id: string): string {
  let infix = '';
  while (taken.has(`${key}-${infix}${id}`)) infix += 'x';
  return `${key}-${infix}${id}`;
}

function takenBy(taken: TakenOver | undefined, { id }: Combination): TakenOver | undefined {
  return taken?.instances?.find(({ matrix }) => matrix?.id === id);
}
