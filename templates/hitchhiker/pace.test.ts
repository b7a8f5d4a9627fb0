import { describe, expect, it } from 'vitest';
import { createLatencies } from './latencies.ts';
import { type Clock, keepPace, realClock } from './pace.ts';

/** A clock that moves only when it is waited for, and jumps where the machine stood still. */
function clockWith(jumps: Readonly<Record<number, number>> = {}): Clock & { time: number } {
  let waits = 0;
  const clock = {
    time: 1000,
    now: () => clock.time,
    wait: async (ms: number) => {
      waits += 1;
      clock.time += ms + (jumps[waits] ?? 0);
    },
  };
  return clock;
}

const never = new AbortController().signal;

describe('templates/hitchhiker/pace', () => {
  it('starts at a constant rate', async () => {
    const clock = clockWith();
    const started: number[][] = [];
    await keepPace({ rate: 250, count: 5, signal: never }, clock, (index, intended) => {
      started.push([index, intended, clock.now()]);
    });
    expect(started).toEqual([
      [0, 1000, 1000],
      [1, 1004, 1004],
      [2, 1008, 1008],
      [3, 1012, 1012],
      [4, 1016, 1016],
    ]);
  });

  it('counts from the intended start what began late', async () => {
    const clock = clockWith({ 1: 35 });
    const latencies: number[] = [];
    await keepPace({ rate: 100, count: 7, signal: never }, clock, (_index, intended) => {
      latencies.push(clock.now() + 5 - intended);
    });
    // The second began 35 ms late, the next ones without a wait, until the pace was caught up with.
    expect(latencies).toEqual([5, 40, 30, 20, 10, 5, 5]);
  });

  it('shows a stall of the server in the percentiles, as waiting users would feel it', async () => {
    const clock = clockWith();
    const latencies = createLatencies();
    // It answers in 1 ms, but nothing for a second that begins after two: 100 a second, for four seconds.
    const answeredAt = (at: number) => (at >= 3000 && at < 4000 ? 4001 : at + 1);
    await keepPace({ rate: 100, count: 400, signal: never }, clock, (_index, intended) => {
      latencies.add(answeredAt(clock.now()) - intended);
    });
    const { p50, p90, p99, max } = latencies.summary();
    expect([p50, Math.round(p90), Math.round(p99), Math.round(max)]).toEqual([1, 601, 961, 1001]);
  });

  it('stops where it is told to', async () => {
    const stop = new AbortController();
    const started: number[] = [];
    const going = keepPace({ rate: 1, count: 100, signal: stop.signal }, clockWith(), (index) => {
      started.push(index);
      if (index === 2) stop.abort(new Error('stopped'));
    });
    await expect(going).rejects.toThrow('stopped');
    expect(started).toEqual([0, 1, 2]);
  });

  it('waits by the real clock, never too short', async () => {
    const from = realClock.now();
    await keepPace({ rate: 200, count: 3, signal: never }, realClock, () => undefined);
    expect(realClock.now() - from).toBeGreaterThanOrEqual(10);
  });
});
