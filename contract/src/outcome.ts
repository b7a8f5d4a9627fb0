import { exitStatus } from './exit-status.ts';
import { type Failure, type FailureCode, failures } from './failure.ts';
import type { Result, ResultStatus, ResultWait } from './result.ts';

/** How a container or process ended, as far as whoever started it can tell. */
export interface StepExit {
  /** Absent where there is none: lost, or killed by a signal. */
  readonly status?: number;
  readonly signal?: string;
  /** What only the executor knows. */
  readonly cause?: FailureCode;
  readonly message?: string;
  /** `result.json`, if it was written and is well formed. */
  readonly result?: Result;
}

export interface OutcomeOptions {
  /** The image carries the label of a manifest, or the step is of a catalog: its exit statuses are of this contract. */
  readonly labelled: boolean;
  /** Why it was asked to stop, if it was. */
  readonly stopped?: 'cancel' | 'timeout';
}

/** What a start of an attempt came to. */
export interface StepOutcome {
  readonly status: ResultStatus;
  readonly failure?: Failure;
  /** May be absent although suspended: then the platform's own back-off decides. */
  readonly wait?: ResultWait;
}

/** Decides what an end means (docs/contract.md, clauses X). Never looks at text. */
export function outcome(exit: StepExit, options: OutcomeOptions): StepOutcome {
  const { result } = exit;
  const succeeded = result !== undefined && isSuccess(result.status);
  if (exit.status === exitStatus.success && (result === undefined || succeeded)) {
    return { status: result?.status ?? 'success' };
  }
  if (exit.cause !== undefined) return failed(exit.cause, exit.message ?? reasons[exit.cause] ?? said(exit));
  if (options.stopped === 'cancel') return aborted(result);
  if (options.stopped === 'timeout') return failed('TIMEOUT', 'The step was stopped at its timeout.');
  if (result?.failure !== undefined && (result.status === 'failed' || result.status === 'aborted')) {
    return { status: result.status, failure: result.failure };
  }
  if (exit.status === exitStatus.success)
    return failed('INTERNAL', 'The step ended with exit status 0 and a result that says `suspended`.');
  const known = options.labelled || result !== undefined;
  return known ? byExitStatus(exit, result) : failed('TOOL_FAILED', said(exit));
}

function byExitStatus(exit: StepExit, result: Result | undefined): StepOutcome {
  switch (exit.status ?? exit.signal) {
    case exitStatus.suspended:
      return { status: 'suspended', ...(result?.wait !== undefined && { wait: result.wait }) };
    case exitStatus.cancelled:
    case 'SIGTERM':
      return aborted(undefined);
    case exitStatus.inputs:
      return failed('INPUT_INVALID', said(exit));
    case exitStatus.internal:
      return failed('INTERNAL', said(exit));
    case exitStatus.retry:
      return failed('UNREACHABLE', said(exit));
    case exitStatus.timeout:
      return failed('TIMEOUT', said(exit));
    default:
      return failed('TOOL_FAILED', said(exit));
  }
}

function isSuccess(status: ResultStatus): boolean {
  return status === 'success' || status === 'warning';
}

function failed(code: FailureCode, message: string): StepOutcome {
  return {
    status: 'failed',
    failure: {
      class: failures[code].class,
      code,
      message,
      hint: hints[code] ?? 'The log of the step says more.',
    },
  };
}

function aborted(result: Result | undefined): StepOutcome {
  const told = result?.status === 'aborted' ? result.failure : undefined;
  const own: Failure = {
    class: 'cancelled',
    code: 'CANCELLED',
    message: 'The step was cancelled.',
    hint: 'Run it again if that was not meant.',
  };
  return { status: 'aborted', failure: told ?? own };
}

function said({ status, signal }: StepExit): string {
  if (status !== undefined) return `The step ended with exit status ${status} and gave no result.`;
  if (signal !== undefined) return `The step was killed by ${signal} and gave no result.`;
  return 'The step ended in a way that nobody saw.';
}

const reasons: Partial<Record<FailureCode, string>> = {
  OOM: 'The step, or a process that it started, was killed for want of memory.',
  NODE_LOST: 'The machine that the step ran on was lost.',
  EVICTED: 'The step was evicted from its node.',
  IMAGE_PULL: 'The image of the step could not be pulled.',
  UNSCHEDULABLE: 'No node has room for the step.',
};

const hints: Partial<Record<FailureCode, string>> = {
  OOM: 'Give the task more memory in `resources`.',
  NODE_LOST: 'The platform starts it again elsewhere.',
  EVICTED: 'The platform starts it again; give it requests that are what it uses.',
  IMAGE_PULL: 'Check the image and the credential of its registry.',
  UNSCHEDULABLE: 'Ask for less in `resources`, or give the cluster room.',
  TIMEOUT: 'Give the task a longer `timeout`, or find out what it hung at.',
};
