import { StepError } from '@stepyard/contract';
import { oneLine } from '../../one-line.ts';
import { combined, together } from '../all-problems.ts';
import type { Cluster } from '../cluster.ts';
import { type Observation, type Observed, observe } from '../watch.ts';
import { assess } from './assess.ts';
import { isWorkload, readTarget, subjectOf, type Target } from './subject.ts';
import { createTracker, type Tracker } from './tracker.ts';

export interface ReadyOptions {
  /** Milliseconds; past it the wait fails with TIMEOUT. */
  readonly timeoutMs: number;
  /** Default: the signal of the step. */
  readonly signal?: AbortSignal;
  /** Longest patience with what may pass, for instance with pods that no node takes; default: as it fits each. */
  readonly patienceMs?: number;
}

const tickMs = 1_000;

/**
 * Waits until all of these are ready, and shows why not as it goes.
 * @throws StepError as soon as one of them cannot become ready any more, with what is known of the others too
 */
export async function waitReady(
  cluster: Cluster,
  targets: readonly Target[],
  options: ReadyOptions,
): Promise<void> {
  const now = await together(targets, (target) => readTarget(cluster, target));
  const pending = targets.filter((_, index) => {
    const object = now[index];
    return object === undefined || isWorkload(object) || assess(object).state !== 'ready';
  });
  if (pending.length === 0) return;
  const stop = new AbortController();
  const outer = options.signal ?? cluster.step.signal;
  const signal = AbortSignal.any([outer, stop.signal]);
  try {
    await watchAll(cluster, pending, options, signal, outer);
  } finally {
    stop.abort();
  }
}

async function watchAll(
  cluster: Cluster,
  targets: readonly Target[],
  options: ReadyOptions,
  signal: AbortSignal,
  outer: AbortSignal,
): Promise<void> {
  const bell = createBell();
  let broken: { readonly error: unknown } | undefined;
  const watch = (observation: Observation) => observe(cluster, observation, bell.ring, fail, signal);
  function fail(error: unknown): void {
    broken ??= { error };
    bell.ring();
  }
  const eventsOf = perNamespace((namespace) =>
    watch({
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`,
      query: { fieldSelector: 'type=Warning' },
      what: `Events of the namespace ${namespace}`,
      optional: true,
    }),
  );
  const since = Date.now();
  let open: Tracker[] = targets.map((target) =>
    createTracker(cluster, subjectOf(target, watch, eventsOf), since, options.patienceMs),
  );
  const deadline = since + options.timeoutMs;
  while (open.length > 0) {
    outer.throwIfAborted();
    if (broken !== undefined) throw broken.error;
    const problems: StepError[] = [];
    for (const one of open) problems.push(...(await one.look()));
    if (problems.length > 0) throw combined(problems);
    open = open.filter(({ isReady }) => !isReady());
    if (open.length > 0 && Date.now() >= deadline) throw late(open, options.timeoutMs);
    if (open.length > 0) await bell.heard(Math.min(tickMs, Math.max(1, deadline - Date.now())), outer);
  }
}

function perNamespace(open: (namespace: string) => Observed): (namespace: string) => Observed {
  const known = new Map<string, Observed>();
  return (namespace) => {
    const found = known.get(namespace) ?? open(namespace);
    known.set(namespace, found);
    return found;
  };
}

/** Wakes who waits for a change. */
function createBell() {
  let wake: (() => void) | undefined;
  let rung = false;
  function ring(): void {
    rung = true;
    wake?.();
  }
  async function heard(ms: number, signal: AbortSignal): Promise<void> {
    if (!rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(end, ms);
        function end(): void {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        }
        wake = end;
        signal.addEventListener('abort', end, { once: true });
      });
    }
    rung = false;
  }
  return { ring, heard };
}

const told = 5;

function late(open: readonly Tracker[], timeoutMs: number): StepError {
  const names = open.slice(0, told).map(({ title, state }) => `${title}: ${oneLine(state())}`);
  const more = open.length - names.length;
  return new StepError(
    'TIMEOUT',
    `Not ready within ${timeoutMs / 1000} s: ${names.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    { hint: 'See the reasons in the log; give it more time in `timeout` if it only needs that.' },
  );
}
