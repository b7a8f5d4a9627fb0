import { attemptOf, closeAttempt, keepProducts } from './attempt-state.ts';
import { describeDuration } from './duration.ts';
import type { Outcome, RunEvent } from './event.ts';
import { makeReady, release } from './scope.ts';
import type { TaskFailure, TaskState, TaskWait } from './state.ts';
import { endTask, enter, type Turn } from './turn.ts';
import { beginUndo, endUndo, leavesUndo, undoMs } from './undo.ts';

type Started = Extract<RunEvent, { type: 'started' }>;

/** The executor has started the attempt: its time begins to count. */
export function onStarted(turn: Turn, task: TaskState, event: Started): void {
  if (task.phase !== 'starting') return;
  enter(turn, task, 'running');
  turn.run.startedAt ??= turn.at;
  task.startedAt ??= turn.at;
  task.runningSince = turn.at;
  const attempt = attemptOf(task);
  attempt.starts = event.start;
  attempt.startedAt ??= turn.at;
  attempt.state = 'running';
  attempt.node = event.node ?? attempt.node;
  // From now on the step itself undoes what it waits for.
  if (task.undo === 'owed') task.undo = undefined;
  const { attempt: number, start } = event;
  const at = turn.at + timeLeft(task);
  turn.commands.push({ type: 'timer', task: task.key, attempt: number, start, timer: 'timeout', at });
}

/** Milliseconds that the start which runs now may take. */
export function timeLeft(task: TaskState): number {
  return task.undo === 'running' ? undoMs : Math.max(0, task.plan.timeoutMs - attemptOf(task).usedMs);
}

/** A start of the attempt has ended, or never came to be. */
export function onEnded(turn: Turn, task: TaskState, reported: Outcome): void {
  if (task.phase !== 'starting' && task.phase !== 'running') return;
  const undo = leavesUndo(task, reported);
  release(turn, task);
  const attempt = attemptOf(task);
  attempt.usedMs += task.runningSince === undefined ? 0 : turn.at - task.runningSince;
  attempt.node = reported.node ?? attempt.node;
  if (reported.image !== undefined) attempt.image = reported.image;
  task.runningSince = undefined;
  if (task.undo === 'running') endUndo(turn, task, reported);
  else if (undo) beginUndo(turn, task);
  else settleEnd(turn, task, overrule(task, reported));
}

function settleEnd(turn: Turn, task: TaskState, outcome: Outcome): void {
  if (outcome.status === 'suspended' && outcome.wait !== undefined) {
    suspend(turn, task, outcome.wait);
  } else if (outcome.status === 'failed' && mayRetry(task, outcome)) {
    closeAttempt(turn, task, 'failed', outcome.failure);
    backOff(turn, task, outcome.retried === 'once');
  } else {
    const end = outcome.status === 'suspended' ? 'failed' : outcome.status;
    closeAttempt(turn, task, end, outcome.failure);
    keepProducts(task, outcome);
    endTask(turn, task, end);
  }
}

/** The back-off is over: the next attempt. */
export function onRetry(turn: Turn, task: TaskState): void {
  if (task.phase !== 'retrying') return;
  task.attempt += 1;
  task.start = 1;
  task.retryAt = undefined;
  makeReady(turn, task);
}

/** The wait is over: the same attempt is started once more. */
export function onResume(turn: Turn, task: TaskState): void {
  if (task.phase !== 'suspended') return;
  task.start += 1;
  task.wait = undefined;
  makeReady(turn, task);
}

/** A callback: lets go on what waits for one, or will as soon as it has suspended. */
export function onCallback(turn: Turn, task: TaskState): void {
  if (task.phase === 'suspended' && task.wait?.callback === true) onResume(turn, task);
  else if (task.phase === 'running' || task.phase === 'starting') task.called = true;
}

/** The time of the running start is used up. */
export function onTimeout(turn: Turn, task: TaskState): void {
  if (task.phase !== 'running' || task.stopping !== undefined) return;
  stop(turn, task, task.undo === 'running' ? 'cancelled' : 'timeout');
}

/** Asks the driver to stop what runs. */
export function stop(turn: Turn, task: TaskState, why: 'timeout' | 'cancelled'): void {
  task.stopping = why;
  turn.commands.push({ type: 'stop', task: task.key, attempt: task.attempt, start: task.start, why });
}

/** What it reports counts less than why it was stopped; work that was done in spite of a cancel is told as done. */
function overrule(task: TaskState, outcome: Outcome): Outcome {
  if (task.stopping === 'timeout')
    return { ...outcome, status: 'failed', failure: timedOut(task), retried: 'no' };
  const done = outcome.status === 'success' || outcome.status === 'warning';
  return task.stopping === 'cancelled' && !done ? { ...outcome, status: 'aborted' } : outcome;
}

function timedOut({ key, plan }: TaskState): TaskFailure {
  return {
    class: 'timeout',
    code: 'TIMEOUT',
    message: `\`${key}\` ran longer than its timeout of ${describeDuration(plan.timeoutMs)}.`,
    hint: 'Raise `timeout` of the task, or find out what it was waiting for in its log.',
  };
}

function mayRetry(task: TaskState, { retried }: Outcome): boolean {
  if (task.attempt > task.plan.retries) return false;
  return retried === 'yes' || (retried === 'once' && !task.onceUsed);
}

function backOff(turn: Turn, task: TaskState, once: boolean): void {
  const { baseMs, maxMs } = turn.run.retry;
  task.onceUsed ||= once;
  task.retryAt = turn.at + Math.min(maxMs, baseMs * 2 ** (task.attempt - 1));
  enter(turn, task, 'retrying');
  const { key, attempt, start, retryAt } = task;
  turn.commands.push({ type: 'timer', task: key, attempt, start, timer: 'retry', at: retryAt });
}

function suspend(turn: Turn, task: TaskState, wait: TaskWait): void {
  const called = task.called && wait.callback;
  task.called = false;
  task.wait = wait;
  task.undo = wait.undo === true ? 'owed' : undefined;
  attemptOf(task).state = 'suspended';
  enter(turn, task, 'suspended');
  const { key, attempt, start } = task;
  if (called) onResume(turn, task);
  else turn.commands.push({ type: 'timer', task: key, attempt, start, timer: 'resume', at: wait.until });
}
