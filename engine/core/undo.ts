import { closeAttempt, keepProducts } from './attempt-state.ts';
import type { Outcome } from './event.ts';
import { begin } from './scope.ts';
import type { TaskState } from './state.ts';
import { endTask, type Turn } from './turn.ts';

/** How long a start may take that undoes what a cancelled wait has started outside. */
export const undoMs = 60_000;

/** Starts a cancelled task once more, to undo what it waits for; limits do not hold it up. */
export function beginUndo(turn: Turn, task: TaskState): void {
  task.undo = 'running';
  task.start += 1;
  task.wait = undefined;
  begin(turn, task);
}

/** Whatever the start that was to undo it says, the task was cancelled; a failure in it is kept for people. */
export function endUndo(turn: Turn, task: TaskState, outcome: Outcome): void {
  closeAttempt(turn, task, 'aborted', outcome.failure);
  keepProducts(task, outcome);
  endTask(turn, task, 'aborted');
}

/** Says whether a start that was asked to stop has left something that only one more start can undo. */
export function leavesUndo(task: TaskState, outcome: Outcome): boolean {
  if (task.stopping !== 'cancelled') return false;
  if (outcome.status === 'suspended') return outcome.wait?.undo === true;
  // It never came to run: what the start before it has left is still there.
  return task.phase === 'starting' && task.undo === 'owed' && outcome.status === 'aborted';
}
