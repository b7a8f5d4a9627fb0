import type { Manifest } from '@stepyard/catalog';
import type { ArtifactPattern, ResultStatus, ResultWait } from '@stepyard/contract';
import { type Failed, failedBy } from './failure-text.ts';
import { openStep, type StepParts, type StepRecord } from './open-step.ts';
import { checkedOutputs } from './outputs.ts';
import type { Step, StepEnding } from './step.ts';
import { cancelledInWait, leftWait } from './wait.ts';

/** How the work of a step ended. */
export interface Ending {
  readonly status: ResultStatus;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly failed?: Failed;
  readonly wait?: ResultWait;
  /** When the inputs had been read, in unix milliseconds. */
  readonly begunAt?: number;
  /** Milliseconds by phase. */
  readonly timings?: Readonly<Record<string, number>>;
}

export interface Performance<Inputs> extends Omit<StepParts<Inputs>, 'suspend' | 'caches'> {
  readonly manifest: Manifest;
  /** Writes `state.json`. */
  keepState(state: unknown): void;
  /** Keeps artifacts once the work and its clean-ups are over. */
  collect?:
    | ((status: ResultStatus, signal: AbortSignal, kept: readonly ArtifactPattern[]) => Promise<void>)
    | undefined;
}

/** Runs the work from its first line to its last clean-up; does not throw. */
export async function perform<Inputs>(
  parts: Performance<Inputs>,
  work: (step: Step<Inputs>) => Promise<unknown>,
): Promise<Ending> {
  const begunAt = Date.now();
  const timings: Record<string, number> = {};
  const timed = createTimer(timings);
  const suspended = Promise.withResolvers<ResultWait>();
  const { step, record } = openStep({
    ...parts,
    caches: Object.keys(parts.manifest.caches ?? {}),
    suspend(wait, state) {
      parts.keepState(state);
      suspended.resolve(wait);
    },
  });
  const { control } = parts;
  const worked = await timed('work', () =>
    Promise.race([
      outcome(parts, step, work),
      control.overdue.then(() => undefined),
      suspended.promise.then((wait): Ending => ({ status: 'suspended', wait })),
    ]),
  );
  record.ending = true;
  await Promise.race([Promise.all(record.undoing), control.overdue]);
  const ended = owed(parts, record) ?? stopped(parts) ?? onlyUndone(parts, worked ?? { status: 'failed' });
  await timed('cleanUp', () => cleanUp(parts, record, ended.status));
  const warned =
    ended.status === 'success' && record.warned ? { ...ended, status: 'warning' as const } : ended;
  const collected = await timed('artifacts', () => collect(parts, warned, record.kept));
  await parts.groups.end(0);
  await parts.temporaries.removeAll();
  const reported = await attempt(collected, parts.reports.flush);
  control.close();
  // One that has to be undone stays suspended: the platform starts it once more for that.
  const last = reported.wait?.undo === true ? reported : (stopped(parts) ?? reported);
  return { ...last, begunAt, timings };
}

/** Measures phases; one that took no time to speak of is left out, but for the work. */
function createTimer(timings: Record<string, number>) {
  return async <T>(phase: string, run: () => Promise<T>): Promise<T> => {
    const since = performance.now();
    const result = await run();
    const took = Math.round(performance.now() - since);
    if (took > 0 || phase === 'work') timings[phase] = took;
    return result;
  };
}

async function outcome<Inputs>(
  { manifest, inputs }: Performance<Inputs>,
  step: Step<Inputs>,
  work: (step: Step<Inputs>) => Promise<unknown>,
): Promise<Ending> {
  try {
    return { status: 'success', outputs: checkedOutputs(manifest, inputs, await work(step)) };
  } catch (error) {
    return { status: 'failed', failed: failedBy(error) };
  }
}

/** Stopped before it came to a wait that an earlier start left with something to undo. */
function owed({ control, task, state, keepState }: Performance<unknown>, record: StepRecord) {
  const stop = control.stopped();
  if (stop === undefined || task?.suspendable !== true || task.cancelled === true) return undefined;
  if (failedBy(stop.reason).failure.code !== 'CANCELLED') return undefined;
  const wait = leftWait(state, record.reached);
  if (wait === undefined) return undefined;
  keepState(state);
  return { status: 'suspended', wait } as const;
}

/** A start that has only to undo what a cancelled wait has started is aborted, unless that failed. */
function onlyUndone({ task }: Performance<unknown>, ended: Ending): Ending {
  if (task?.cancelled !== true) return ended;
  const { failed = failedBy(cancelledInWait('while it was suspended')) } = ended;
  return failed.failure.code === 'CANCELLED' ? { status: 'aborted', failed } : ended;
}

/** What a stop from outside makes of the step, whatever its work came to. */
function stopped({ control }: Performance<unknown>): Ending | undefined {
  const stop = control.stopped();
  if (stop === undefined) return undefined;
  const failed = failedBy(stop.reason);
  return { status: failed.failure.code === 'CANCELLED' ? 'aborted' : 'failed', failed };
}

async function cleanUp(parts: Performance<unknown>, record: StepRecord, status: ResultStatus): Promise<void> {
  const { control, groups, log, masker } = parts;
  await groups.end(control.killAfterMs());
  const ending = control.stopped() === undefined ? endings[status] : 'cancelled';
  for (const cleanup of record.cleanups.reverse()) {
    try {
      await unlessAborted(control.endSignal, cleanup(ending, control.endSignal));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.write('stderr', masker.mask(`warning: a clean-up failed: ${reason}\n`));
    }
  }
}

const endings: Readonly<Record<ResultStatus, StepEnding>> = {
  success: 'success',
  warning: 'success',
  failed: 'failed',
  aborted: 'cancelled',
  suspended: 'suspended',
};

async function collect(
  parts: Performance<unknown>,
  ended: Ending,
  kept: readonly ArtifactPattern[],
): Promise<Ending> {
  const { collect: collectArtifacts, control } = parts;
  if (collectArtifacts === undefined || ended.status === 'suspended') return ended;
  return await attempt(ended, () =>
    unlessAborted(control.endSignal, collectArtifacts(ended.status, control.endSignal, kept)),
  );
}

/** A failure after the work makes the step fail; it does not hide what the work itself failed with. */
async function attempt(ended: Ending, work: () => void | Promise<void>): Promise<Ending> {
  try {
    await work();
    return ended;
  } catch (error) {
    return ended.failed === undefined ? { status: 'failed', failed: failedBy(error) } : ended;
  }
}

async function unlessAborted(signal: AbortSignal, work: void | Promise<void>): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
