import { timeLeft } from './attempt.ts';
import type { Command } from './command.ts';
import type { RunState, TaskState } from './state.ts';

/** What there is to do for a run as it stands: given to a driver that has found it in the journal. */
export function pendingCommands(run: RunState): readonly Command[] {
  if (run.phase === 'queueing' || run.phase === 'ended') return [];
  return run.tasks.flatMap((task) => pendingOf(task));
}

function pendingOf(task: TaskState): readonly Command[] {
  const { key, attempt, start, stopping } = task;
  const of = { task: key, attempt, start };
  switch (task.phase) {
    case 'evaluating':
      return [{ type: 'evaluate', task: key }];
    case 'starting':
    case 'running': {
      const stop = stopping === undefined ? [] : [{ type: 'stop', ...of, why: stopping } as const];
      return [{ type: 'start', ...of }, ...timeout(task), ...stop];
    }
    case 'retrying':
      return [{ type: 'timer', ...of, timer: 'retry', at: task.retryAt ?? 0 }];
    case 'suspended':
      return [{ type: 'timer', ...of, timer: 'resume', at: task.wait?.until ?? 0 }];
    default:
      return [];
  }
}

function timeout(task: TaskState): readonly Command[] {
  const { key, attempt, start, runningSince } = task;
  if (runningSince === undefined) return [];
  const at = runningSince + timeLeft(task);
  return [{ type: 'timer', task: key, attempt, start, timer: 'timeout', at }];
}
