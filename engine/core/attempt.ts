import { describeDuration } from './duration.ts';
import type { Outcome, RunEvent } from './event.ts';
import { makeReady, release } from './scope.ts';
import type { AttemptState, State, TaskFailure, TaskState, TaskWait } from './state.ts';
import { endTask, enter, type Turn } from './turn.ts';

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
  const { attempt: number, start } = event;
  const at = turn.at + Math.max(0, task.plan.timeoutMs - attempt.usedMs);
  turn.commands.push({ type: 'timer', task: task.key, attempt: number, start, timer: 'timeout', at });
}

/** A start of the attempt has ended, or never came to be. */
export function onEnded(turn: Turn, task: TaskState, reported: Outcome): void {
  if (task.phase !== 'starting' && task.phase !== 'running') return;
  release(turn, task);
  const attempt = attemptOf(task);
  attempt.usedMs += task.runningSince === undefined ? 0 : turn.at - task.runningSince;
  attempt.node = reported.node ?? attempt.node;
  task.runningSince = undefined;
  const outcome = overrule(task, reported);
  if (outcome.status === 'suspended' && outcome.wait !== undefined) {
    suspend(turn, task, outcome.wait);
  } else if (outcome.status === 'failed' && mayRetry(task, outcome)) {
    closeAttempt(turn, attempt, 'failed', outcome.failure);
    backOff(turn, task, outcome.retried === 'once');
  } else {
    const end = outcome.status === 'suspended' ? 'failed' : outcome.status;
    closeAttempt(turn, attempt, end, outcome.failure);
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
  stop(turn, task, 'timeout');
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
  attemptOf(task).state = 'suspended';
  enter(turn, task, 'suspended');
  const { key, attempt, start } = task;
  if (called) onResume(turn, task);
  else turn.commands.push({ type: 'timer', task: key, attempt, start, timer: 'resume', at: wait.until });
}

function attemptOf(task: TaskState): AttemptState {
  const last = task.attempts.at(-1);
  if (last?.attempt === task.attempt) return last;
  const attempt: AttemptState = {
    attempt: task.attempt,
    starts: 1,
    startedAt: undefined,
    finishedAt: undefined,
    usedMs: 0,
    state: 'queueing',
    failure: undefined,
    node: undefined,
  };
  task.attempts.push(attempt);
  return attempt;
}

function closeAttempt(
  turn: Turn,
  attempt: AttemptState,
  state: State,
  failure: TaskFailure | undefined,
): void {
  attempt.finishedAt = turn.at;
  attempt.state = state;
  attempt.failure = failure;
}

function keepProducts(task: TaskState, outcome: Outcome): void {
  const { outputs, summary, annotations, artifacts, packs } = outcome;
  task.failure = outcome.failure;
  task.products = {
    ...(outputs && { outputs }),
    ...(summary !== undefined && { summary }),
    ...(annotations && { annotations }),
    ...(artifacts && { artifacts }),
    ...(packs && { packs }),
  };
}
