import { stop } from './attempt.ts';
import { closeAttempt } from './attempt-state.ts';
import type { RunEvent } from './event.ts';
import type { TaskState } from './state.ts';
import { endTask, type Turn } from './turn.ts';
import { beginUndo } from './undo.ts';

/** Stops a run; the tasks of `finally` still run, unless it is forced. A second time nothing happens. */
export function onCancelled(turn: Turn, event: Extract<RunEvent, { type: 'cancelled' }>): void {
  const { run } = turn;
  const forced = event.force === true;
  if (run.cancelled && (run.forced || !forced)) return;
  const late = run.phase === 'finally' && !run.cancelled;
  run.cancelled = true;
  run.cancelledBy ??= event.by;
  run.forced ||= forced || late || run.phase === 'queueing';
  if (run.phase === 'queueing') run.phase = 'stages';
  for (const task of run.tasks) if (task.stage >= 0 || run.forced) cancelTask(turn, task);
}

function cancelTask(turn: Turn, task: TaskState): void {
  switch (task.phase) {
    case 'starting':
    case 'running':
      if (task.stopping === undefined && task.undo !== 'running') stop(turn, task, 'cancelled');
      return;
    case 'evaluating':
    case 'ready':
      if (task.tolerant && !turn.run.forced) return;
      if (task.undo === 'owed') beginUndo(turn, task);
      else if (task.attempts.length > 0) endTask(turn, task, 'aborted');
      else endTask(turn, task, 'skipped', 'cancelled');
      return;
    case 'retrying':
      endTask(turn, task, 'aborted');
      return;
    case 'suspended':
      if (task.undo === 'owed') beginUndo(turn, task);
      else {
        closeAttempt(turn, task, 'aborted', undefined);
        endTask(turn, task, 'aborted');
      }
      return;
    default:
  }
}
