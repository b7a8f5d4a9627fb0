import { StepError } from '@stepyard/contract';

/** Who stops the step, and how much time is left then. */
export interface Control {
  /** Aborted when the step is to stop; the reason is what it ends with. */
  readonly signal: AbortSignal;
  /** Aborted shortly before the grace period is over. */
  readonly endSignal: AbortSignal;
  /** Why the step is to stop; undefined while it goes on. */
  stopped(): { readonly reason: unknown } | undefined;
  /** Stops the work; later calls change nothing. */
  stop(reason: unknown): void;
  /** Resolves when the step was stopped and the work has had its share of the grace period. */
  readonly overdue: Promise<void>;
  killAfterMs(): number;
  /** Lets go of all timers. */
  close(): void;
}

/** Shares of the grace period: until tools are killed, work is left, clean-ups are left. */
const share = { kill: 0.4, work: 0.6, cleanups: 0.85 };

const longestTimer = 2 ** 31 - 1;

export interface Limits {
  readonly graceMs: number;
  /** Unix milliseconds. */
  readonly deadline: number | undefined;
}

export function createControl(limits: Limits): Control {
  const work = lateAbort();
  const end = lateAbort();
  const timers = new Set<NodeJS.Timeout>();
  const overdue = Promise.withResolvers<void>();
  function after(ms: number, then: () => void): void {
    timers.add(setTimeout(then, ms));
  }
  function stop(reason: unknown): void {
    if (work.aborted() !== undefined) return;
    after(limits.graceMs * share.work, overdue.resolve);
    after(limits.graceMs * share.cleanups, () => end.abort(reason));
    work.abort(reason);
  }
  function watchDeadline(deadline: number): void {
    const left = deadline - Date.now();
    if (left > longestTimer) after(longestTimer, () => watchDeadline(deadline));
    else after(Math.max(0, left), () => stop(deadlinePassed(deadline)));
  }
  if (limits.deadline !== undefined) watchDeadline(limits.deadline);
  return {
    get signal() {
      return work.signal();
    },
    get endSignal() {
      return end.signal();
    },
    stopped: work.aborted,
    stop,
    overdue: overdue.promise,
    killAfterMs: () => limits.graceMs * share.kill,
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** An AbortController that is made when something asks for its signal: few steps do. */
function lateAbort() {
  let controller: AbortController | undefined;
  let reason: { readonly reason: unknown } | undefined;
  return {
    aborted: () => reason,
    abort(why: unknown): void {
      reason ??= { reason: why };
      controller?.abort(why);
    },
    signal(): AbortSignal {
      if (controller === undefined) {
        controller = new AbortController();
        if (reason !== undefined) controller.abort(reason.reason);
      }
      return controller.signal;
    },
  };
}

/** The reason to stop on SIGTERM and SIGINT. */
export function cancelled(signal: string): StepError {
  return new StepError('CANCELLED', `the step was cancelled by ${signal}.`, {
    hint: 'Start it again if it should go on.',
  });
}

function deadlinePassed(deadline: number): StepError {
  return new StepError(
    'TIMEOUT',
    `the task did not end before its deadline, ${new Date(deadline).toISOString()}.`,
    {
      hint: 'Give the task a longer `timeout`, or see in the log what takes the time.',
    },
  );
}
