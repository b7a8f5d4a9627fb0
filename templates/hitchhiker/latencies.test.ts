import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatencies } from './latencies.ts';

function summaryOf(recorded: readonly number[]) {
  const latencies = createLatencies();
  for (const ms of recorded) latencies.add(ms);
  return latencies.summary();
}

/** The value that so much of all is at most: by the nearest rank, exactly. */
function rank(recorded: readonly number[], percent: number): number {
  const sorted = recorded.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

describe('templates/hitchhiker/latencies', () => {
  it('gives the percentiles of latencies that were recorded', () => {
    const recorded = Array.from({ length: 1000 }, (_, index) => index + 1);
    const { p50, p90, p95, p99, p999, max, mean, count } = summaryOf(recorded);
    expect(count).toBe(1000);
    for (const [found, exact] of [
      [p50, 500],
      [p90, 900],
      [p95, 950],
      [p99, 990],
      [p999, 999],
      [max, 1000],
      [mean, 500.5],
    ] as const) {
      expect(Math.abs(found - exact) / exact).toBeLessThan(0.001);
    }
  });

  it('is exact to a thousandth for any latencies, by the nearest rank', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
        (recorded) => {
          const summary = summaryOf(recorded);
          const percentiles = { p50: 50, p90: 90, p95: 95, p99: 99, p999: 99.9, max: 100 } as const;
          for (const name of ['p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const) {
            const exact = rank(recorded, percentiles[name]);
            expect(Math.abs(summary[name] - exact)).toBeLessThanOrEqual(exact * 0.001 + 0.001);
          }
        },
      ),
      { numRuns: 200, seed: 20261121 },
    );
  });

  it('tells few slow ones from many fast ones', () => {
    const recorded = [...Array.from({ length: 989 }, () => 2), ...Array.from({ length: 11 }, () => 800)];
    const { p50, p95, p99, mean } = summaryOf(recorded);
    expect([p50, p95]).toEqual([2, 2]);
    expect(p99).toBeCloseTo(800, 0);
    expect(mean).toBeCloseTo(10.778, 1);
  });

  it('has nothing to tell of no latencies', () => {
    expect(summaryOf([])).toMatchObject({ count: 0, p50: 0, p99: 0, max: 0, mean: 0 });
  });
});
