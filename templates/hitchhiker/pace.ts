/** What keeps the pace; a test gives a clock of its own. */
export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Pace {
  /** Starts in a second. */
  readonly rate: number;
  readonly count: number;
  readonly signal: AbortSignal;
}

/**
 * Starts `count` things at a constant rate, whatever becomes of them. Each is told when it was meant to start: where
 * the machine or its own sender was late, the time lost counts, as it would for the users that the rate stands for.
 */
export async function keepPace(
  { rate, count, signal }: Pace,
  { now, wait }: Clock,
  start: (index: number, intended: number) => void,
): Promise<void> {
  const begin = now();
  for (let index = 0; index < count; index++) {
    const intended = begin + (index * 1000) / rate;
    for (let left = intended - now(); left > 0; left = intended - now()) await wait(left, signal);
    signal.throwIfAborted();
    start(index, intended);
  }
}

/** Timers of Node come up to a millisecond late: the last one is waited for in turns of the event loop. */
export const realClock: Clock = {
  now: () => performance.now(),
  wait: (ms) =>
    new Promise((resolve) => {
      if (ms > 1.5) setTimeout(resolve, ms - 1);
      else setImmediate(resolve);
    }),
};
