import type { TakenOver } from './event.ts';
import { expand } from './matrix.ts';
import { makeReady } from './scope.ts';
import type { EndState, RunState, SkipReason, TaskState } from './state.ts';
import { endTask, enter, type Turn, unblock } from './turn.ts';

/** Goes on until nothing more follows: tasks without blockers, stages that are done, the end of the run. */
export function settle(turn: Turn): void {
  do {
    for (let next = 0; next < turn.unblocked.length; next += 1) {
      const task = turn.unblocked[next];
      if (task !== undefined) consider(turn, task);
    }
    turn.unblocked.length = 0;
  } while (advance(turn));
  announceIdle(turn);
}

function consider(turn: Turn, task: TaskState): void {
  if (task.phase !== 'idle') return;
  const skip = skipReason(turn.run, task);
  if (skip !== undefined && !(task.tolerant && !turn.run.forced)) {
    endTask(turn, task, 'skipped', skip);
  } else if (task.taken !== undefined) {
    takeOver(turn, task, task.taken);
  } else if (task.parent < 0 && (task.plan.when !== undefined || task.plan.matrix !== undefined)) {
    enter(turn, task, 'evaluating');
    turn.commands.push({ type: 'evaluate', task: task.key });
  } else {
    makeReady(turn, task);
  }
}

function skipReason(run: RunState, task: TaskState): SkipReason | undefined {
  if (run.cancelled && (task.stage >= 0 || run.forced)) return 'cancelled';
  if (task.stage > run.failedStage) return 'stage';
  return task.blocked ? 'needs' : undefined;
}

function takeOver(turn: Turn, task: TaskState, taken: TakenOver): void {
  if (taken.instances !== undefined) {
    expand(
      turn,
      task,
      taken.instances.flatMap(({ matrix }) => matrix ?? []),
    );
    return;
  }
  task.products = taken.products;
  task.startedAt = taken.startedAt;
  endTask(turn, task, taken.end, taken.skip);
  task.finishedAt = taken.finishedAt;
}

/** Opens the next stage when one is done; true where that may have freed tasks. */
function advance(turn: Turn): boolean {
  const { run } = turn;
  if (run.phase === 'finally' && run.finallyLeft === 0) finish(turn);
  if (run.phase !== 'stages' || (run.stages[run.stage]?.left ?? 0) > 0) return false;
  run.stage += 1;
  const stage = run.stages[run.stage];
  if (stage === undefined) run.phase = 'finally';
  for (const index of stage?.tasks ?? run.finally) {
    const task = run.tasks[index];
    if (task !== undefined) unblock(turn, task);
  }
  return true;
}

function finish(turn: Turn): void {
  const { run } = turn;
  run.phase = 'ended';
  run.end = endOf(run);
  run.finishedAt = turn.at;
  turn.commands.push({ type: 'finished' });
}

function endOf(run: RunState): EndState {
  if (run.cancelled) return 'aborted';
  if (run.failed) return 'failed';
  return run.warned ? 'warning' : 'success';
}

function announceIdle(turn: Turn): void {
  const { run } = turn;
  const idle = run.phase !== 'ended' && run.active + run.pending === 0 && run.suspended > 0;
  if (idle === run.idle) return;
  run.idle = idle;
  if (run.phase !== 'ended') turn.commands.push({ type: idle ? 'released' : 'retaken' });
}
