import { type FailureCode, failures } from '@stepyard/contract';
import type { Outcome } from '../core/event.ts';
import type { TaskFailure } from '../core/state.ts';

/** A failure that the scheduler itself has found. */
export function failureOf(code: FailureCode, message: string, hint: string): TaskFailure {
  return { class: failures[code].class, code, message, hint };
}

/** The outcome of a start that came to nothing. */
export function failedOutcome(failure: TaskFailure): Outcome {
  return { status: 'failed', failure, retried: retriedOf(failure.code) };
}

/** The outcome of a start that was stopped before it ran. */
export function cancelledOutcome(): Outcome {
  const failure = failureOf('CANCELLED', 'The task was cancelled.', 'Run it again if that was not meant.');
  return { status: 'aborted', failure };
}

/** What the list of failures says about trying again. */
export function retriedOf(code: string): 'no' | 'yes' | 'once' {
  const known = Object.entries(failures).find(([name]) => name === code);
  return known?.[1].retried ?? 'no';
}

/** A failure on its way out of preparations. */
export interface Refusal extends Error {
  readonly failure: TaskFailure;
}

/** Makes what preparations throw when a task cannot be started. */
export function refusal(failure: TaskFailure): Refusal {
  return Object.assign(new Error(failure.message), { failure });
}

/** The failure that an error stands for; one that nobody foresaw is ours. */
export function toFailure(error: unknown): TaskFailure {
  if (error instanceof Error && 'failure' in error && isFailure(error.failure)) return error.failure;
  if (error instanceof Error && 'code' in error && error.code === 'CONFIG_REFUSED' && 'hint' in error) {
    return failureOf('INPUT_INVALID', error.message, String(error.hint));
  }
  const message = error instanceof Error ? error.message : String(error);
  return failureOf(
    'INTERNAL',
    `The scheduler could not start the task: ${message}`,
    'Report it with this message.',
  );
}

function isFailure(value: unknown): value is TaskFailure {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'class' in value && 'message' in value
  );
}
