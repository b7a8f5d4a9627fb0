import { build } from 'hdr-histogram-js';

/** Latencies in a histogram of constant size, each exact to a thousandth (https://hdrhistogram.org). */
export interface Latencies {
  add(ms: number): void;
  summary(): LatencySummary;
}

/** Milliseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly mean: number;
}

const hourUs = 3_600_000_000;

export function createLatencies(): Latencies {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: hourUs,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
  });
  const percentile = (share: number) =>
    inMs(Math.min(histogram.getValueAtPercentile(share), histogram.maxValue));
  return {
    add: (ms) => histogram.recordValue(Math.min(Math.max(Math.round(ms * 1000), 1), hourUs)),
    summary: () => ({
      count: histogram.totalCount,
      p50: percentile(50),
      p90: percentile(90),
      p95: percentile(95),
      p99: percentile(99),
      p999: percentile(99.9),
      max: inMs(histogram.maxValue),
      mean: inMs(histogram.mean),
    }),
  };
}

function inMs(us: number): number {
  return Math.round(us) / 1000;
}
