import { type ResultWait, StepError, type TaskFacts } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import type { Step, WaitOptions } from './step.ts';

export interface WaitParts {
  readonly task: Pick<TaskFacts, 'suspendable' | 'cancelled'> | undefined;
  /** What `STEPYARD_STATE` gave back. */
  readonly state: unknown;
  readonly signal: AbortSignal;
  readonly onEnd: Step<unknown>['onEnd'];
  /** The wait has begun: from now on it undoes itself when the step is cancelled. */
  reached(reason: string): void;
  /** Ends the step as suspended; the work does not go on after it. */
  suspend(wait: ResultWait, state: unknown): void;
}

/** Where a wait may be suspended, it stays this long in place at first. */
const inPlaceMs = 60_000;
/** A resumption costs the start of a container: it is not asked for sooner. */
const leastSuspensionMs = 15_000;
const growth = 1.5;

/** Makes `step.waitFor`. The wait goes on where an earlier start of the attempt left it. */
export async function waitFor<T, S>(wait: WaitOptions<T, S>, parts: WaitParts): Promise<T> {
  const saved = savedWaits(parts.state);
  const earlier = saved[wait.reason];
  // Written by the same template for the same wait.
  const state = earlier === undefined ? wait.state : (earlier.state as S);
  if (parts.task?.cancelled === true) return undo(wait, state, earlier !== undefined);
  const since = earlier?.since ?? Date.now();
  const suspendAt = earlier === undefined ? Date.now() + inPlaceMs : 0;
  let interval = earlier?.interval ?? wait.intervalMs;
  let over = false;
  parts.onEnd(async (ending) => {
    if (ending === 'cancelled' && !over) await wait.cancel?.(state);
  });
  parts.reached(wait.reason);
  for (;;) {
    parts.signal.throwIfAborted();
    const value = await wait.poll(state);
    over = value !== undefined;
    if (value !== undefined) return value;
    const left = since + wait.deadlineMs - Date.now();
    if (left <= 0) {
      over = true;
      await wait.cancel?.(state);
      throw deadlinePassed(wait);
    }
    const pause = Math.min(interval, left);
    interval = Math.min(interval * growth, wait.maxIntervalMs);
    if (parts.task?.suspendable === true && Date.now() + pause > suspendAt) {
      const until = Date.now() + Math.min(Math.max(pause, leastSuspensionMs), left);
      parts.suspend(suspension(wait, until), {
        waits: { ...saved, [wait.reason]: { since, interval, state, ...undoOf(wait) } },
      });
      return await new Promise<never>(() => {});
    }
    await sleep(pause, parts.signal);
  }
}

interface SavedWait {
  /** Unix milliseconds. */
  readonly since: number;
  readonly interval: number;
  readonly state: unknown;
  readonly undo?: true;
}

/**
 * The wait that an earlier start left with something to undo, and that this one has not come to: it asks to be
 * started once more for that.
 */
export function leftWait(state: unknown, reached: ReadonlySet<string>): ResultWait | undefined {
  const left = Object.entries(savedWaits(state)).find(([reason, { undo }]) => undo && !reached.has(reason));
  return left && { until: new Date().toISOString(), undo: true, reason: left[0] };
}

/** The wait was cancelled while the step was suspended: unless it is over by now, what was started is undone. */
async function undo<T, S>(wait: WaitOptions<T, S>, state: S, begun: boolean): Promise<T> {
  if (begun) {
    const value = await wait.poll(state).catch(() => undefined);
    if (value !== undefined) return value;
    await wait.cancel?.(state);
  }
  throw cancelledInWait(`while it waited for ${wait.reason}`);
}

/** Ends a start that has only to undo. */
export function cancelledInWait(when: string): StepError {
  return new StepError('CANCELLED', `the task was cancelled ${when}.`, {
    hint: 'Start it again if it should go on.',
  });
}

function undoOf({ cancel }: Pick<WaitOptions<unknown, never>, 'cancel'>): { undo?: true } {
  return cancel === undefined ? {} : { undo: true };
}

function savedWaits(state: unknown): Record<string, SavedWait> {
  if (!isRecord(state) || !isRecord(state.waits)) return {};
  return Object.fromEntries(
    Object.entries(state.waits).flatMap(([reason, wait]) => (isSavedWait(wait) ? [[reason, wait]] : [])),
  );
}

function isSavedWait(value: unknown): value is SavedWait {
  return isRecord(value) && typeof value.since === 'number' && typeof value.interval === 'number';
}

function suspension(wait: WaitOptions<unknown, unknown>, until: number): ResultWait {
  const callback = wait.callback === true ? ({ callback: true } as const) : {};
  return { until: new Date(until).toISOString(), ...callback, ...undoOf(wait), reason: wait.reason };
}

function deadlinePassed({
  reason,
  deadlineMs,
}: Pick<WaitOptions<unknown, unknown>, 'reason' | 'deadlineMs'>): StepError {
  return new StepError('TIMEOUT', `waiting for ${reason} took longer than ${deadlineMs / 1000} s.`, {
    hint: 'See what it hangs at there, or give the wait a longer deadline.',
  });
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end);
  });
}
