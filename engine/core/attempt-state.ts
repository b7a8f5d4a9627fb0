import type { Outcome } from './event.ts';
import type { AttemptState, State, TaskFailure, TaskState } from './state.ts';
import type { Turn } from './turn.ts';

/** The attempt of a task that is under way, noted when it begins. */
export function attemptOf(task: TaskState): AttemptState {
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

/** How the attempt under way ended. */
export function closeAttempt(
  turn: Turn,
  task: TaskState,
  state: State,
  failure: TaskFailure | undefined,
): void {
  const attempt = attemptOf(task);
  attempt.finishedAt = turn.at;
  attempt.state = state;
  attempt.failure = failure;
}

/** Keeps what a start produced, and why it failed. */
export function keepProducts(task: TaskState, outcome: Outcome): void {
  const { outputs, summary, annotations, artifacts, packs, timings } = outcome;
  task.failure = outcome.failure;
  task.products = {
    ...(outputs && { outputs }),
    ...(summary !== undefined && { summary }),
    ...(annotations && { annotations }),
    ...(artifacts && { artifacts }),
    ...(packs && { packs }),
    ...(timings && { timings }),
  };
}
