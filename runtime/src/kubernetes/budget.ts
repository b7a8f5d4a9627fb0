import { StepError } from '@stepyard/contract';
import type { Step } from '../step.ts';

/** The time that a deploy has: for its work, and apart from it for putting things right when that fails. */
export interface Budget {
  /** Aborted when the step is to stop, or when the work has used up its share. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left for the work; at least 1. */
  left(): number;
  /** Aborted when the clean-up has used up its share; counted from now. */
  cleanUpSignal(): AbortSignal;
  /** Milliseconds that a clean-up has. */
  readonly cleanUpMs: number;
}

export interface BudgetOptions {
  /** Milliseconds that the work is given. */
  readonly workMs: number;
  /** Milliseconds that are kept for clean-up, also from the deadline of the task. */
  readonly cleanUpMs: number;
}

/** Least that is left for the work where the deadline is near. */
const leastMs = 1_000;

/** Splits what is left until the task's deadline: the work ends early enough for the clean-up to be done. */
export function openBudget(
  step: Pick<Step<unknown>, 'signal' | 'task' | 'onEnd'>,
  { workMs, cleanUpMs }: BudgetOptions,
): Budget {
  const now = Date.now();
  const deadline =
    step.task?.deadline === undefined ? Number.POSITIVE_INFINITY : Date.parse(step.task.deadline);
  const end = Math.min(now + workMs, Math.max(now + leastMs, deadline - cleanUpMs));
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(spent(end - now)), Math.min(end - now, 2 ** 31 - 1));
  step.onEnd(() => clearTimeout(timer));
  return {
    signal: AbortSignal.any([step.signal, over.signal]),
    left: () => Math.max(1, end - Date.now()),
    cleanUpSignal: () => AbortSignal.timeout(cleanUpMs),
    cleanUpMs,
  };
}

function spent(ms: number): StepError {
  return new StepError('TIMEOUT', `the work was not done within its ${Math.round(ms / 1000)} s.`, {
    hint: 'Give it more time in `timeout`, and the task a deadline that leaves room for it.',
  });
}
