import { StepError } from '@stepyard/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StepEnding, WaitOptions } from './step.ts';
import { waitFor } from './wait.ts';

interface State {
  id: number;
  polls?: number;
}

function waiting(suspendable: boolean, state?: unknown, cancelled = false) {
  const stop = new AbortController();
  const cleanups: ((ending: StepEnding, signal: AbortSignal) => void | Promise<void>)[] = [];
  const suspended: { until: string; reason: string; state: unknown }[] = [];
  const polledAt: number[] = [];
  const startedAt = Date.now();
  let over = false;
  function start(options: Partial<WaitOptions<string, State>> = {}): Promise<string> {
    return waitFor<string, State>(
      {
        reason: 'the build',
        state: { id: 7 },
        intervalMs: 4_000,
        maxIntervalMs: 20_000,
        deadlineMs: 3_600_000,
        poll: async (current) => {
          polledAt.push((Date.now() - startedAt) / 1000);
          current.polls = (current.polls ?? 0) + 1;
          return over ? `built ${current.id}` : undefined;
        },
        ...options,
      },
      {
        task: { ...(suspendable && { suspendable: true }), ...(cancelled && { cancelled }) },
        state,
        signal: stop.signal,
        onEnd: (cleanup) => void cleanups.push(cleanup),
        reached: () => {},
        suspend: (wait, left) => void suspended.push({ ...wait, state: left }),
      },
    );
  }
  function finish(): void {
    over = true;
  }
  return { start, stop, cleanups, suspended, polledAt, finish };
}

describe('runtime/wait', () => {
  beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) }));
  afterEach(() => vi.useRealTimers());

  it('polls at growing intervals, in place where nobody would resume it', async () => {
    const wait = waiting(false);
    const built = wait.start();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(wait.polledAt).toEqual([0, 4, 10, 19, 32.5, 52.5, 72.5, 92.5]);
    wait.finish();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await built).toBe('built 7');
    expect(wait.suspended).toEqual([]);
  });

  it('suspends after a minute where the platform resumes, and remembers', async () => {
    const wait = waiting(true);
    void wait.start();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(wait.polledAt).toEqual([0, 4, 10, 19, 32.5, 52.5]);
    expect(wait.suspended).toEqual([
      {
        until: '2026-01-01T00:01:12.500Z',
        reason: 'the build',
        state: {
          waits: {
            'the build': { since: Date.UTC(2026, 0, 1), interval: 20_000, state: { id: 7, polls: 6 } },
          },
        },
      },
    ]);
  });

  it('polls once when resumed, and goes on with the state and the back-off', async () => {
    const earlier = { since: Date.now() - 60_000, interval: 5_000, state: { id: 9, polls: 6 } };
    const wait = waiting(true, { waits: { 'the build': earlier, another: earlier } });
    void wait.start();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(wait.polledAt).toEqual([0]);
    expect(wait.suspended).toMatchObject([
      {
        until: '2026-01-01T00:00:15.000Z',
        state: { waits: { 'the build': { interval: 7_500, state: { id: 9, polls: 7 } }, another: earlier } },
      },
    ]);
  });

  it('ends when the resumed poll gives a value', async () => {
    const earlier = { since: Date.now() - 60_000, interval: 5_000, state: { id: 9 } };
    const wait = waiting(true, { waits: { 'the build': earlier } });
    wait.finish();
    expect(await wait.start()).toBe('built 9');
  });

  it('fails at the deadline over all starts, and undoes what it waited for', async () => {
    const earlier = { since: Date.now() - 3_600_000, interval: 5_000, state: { id: 9 } };
    const wait = waiting(true, { waits: { 'the build': earlier } });
    const undone: number[] = [];
    const failure = wait.start({ cancel: async ({ id }) => void undone.push(id) });
    await expect(failure).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'waiting for the build took longer than 3600 s.',
      hint: 'See what it hangs at there, or give the wait a longer deadline.',
    });
    expect(undone).toEqual([9]);
  });

  it('says that a callback may come', async () => {
    const wait = waiting(true);
    void wait.start({ callback: true, intervalMs: 61_000, maxIntervalMs: 61_000 });
    await vi.advanceTimersByTimeAsync(0);
    expect(wait.suspended).toMatchObject([{ until: '2026-01-01T00:01:01.000Z', callback: true }]);
  });

  it('asks to be undone where there is something to undo, and undoes it in a start for that', async () => {
    const undone: number[] = [];
    const cancel = async ({ id }: State) => void undone.push(id);
    const wait = waiting(true);
    void wait.start({ cancel, intervalMs: 61_000, maxIntervalMs: 61_000 });
    await vi.advanceTimersByTimeAsync(0);
    expect(wait.suspended).toMatchObject([
      { undo: true, state: { waits: { 'the build': { state: { id: 7 }, undo: true } } } },
    ]);
    const earlier = { since: Date.now(), interval: 5_000, state: { id: 9 } };
    const again = waiting(true, { waits: { 'the build': earlier } }, true);
    await expect(again.start({ cancel })).rejects.toMatchObject({
      code: 'CANCELLED',
      message: 'the task was cancelled while it waited for the build.',
    });
    expect(undone).toEqual([9]);
    const over = waiting(true, { waits: { 'the build': earlier } }, true);
    over.finish();
    expect(await over.start({ cancel })).toBe('built 9');
    const never = waiting(true, undefined, true);
    await expect(never.start({ cancel })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect([undone, never.polledAt]).toEqual([[9], []]);
  });

  it('stops when the step is cancelled, and undoes what it waited for then only', async () => {
    const wait = waiting(false);
    const undone: number[] = [];
    const built = wait.start({ cancel: async ({ id }) => void undone.push(id) });
    const reason = new StepError('CANCELLED', 'stopped.', { hint: 'none' });
    const failure = expect(built).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(1_000);
    wait.stop.abort(reason);
    await failure;
    for (const ending of ['suspended', 'cancelled'] as const) {
      await wait.cleanups[0]?.(ending, wait.stop.signal);
      expect(undone).toEqual(ending === 'cancelled' ? [7] : []);
    }
  });
});
