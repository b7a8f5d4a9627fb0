import { cpus, loadavg } from 'node:os';

/** One figure beside a peer's, as `npm run bench` prints it and docs/benchmarks.md keeps it. */
export interface BenchRow {
  readonly what: string;
  /** Median. */
  readonly ours: number;
  readonly oursMin?: number | undefined;
  /** Median of the same work done by the peer in the same run; absent where there is none. */
  readonly peer?: number | undefined;
  readonly peerMin?: number | undefined;
  readonly peerName?: string | undefined;
  readonly unit: string;
  /** As the goal speaks of it: how many times better, or how many times as much. */
  readonly ratio?: number | undefined;
  readonly goal: string;
  readonly met: boolean;
}

/** What a bench gives; each is a file `test/bench/<name>.ts` that exports `bench`. */
export interface BenchReport {
  readonly name: string;
  readonly rows: readonly BenchRow[];
  /** What was done and on what, in whole sentences. */
  readonly notes: readonly string[];
}

export interface Sample {
  readonly values: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly median: number;
}

/**
 * Runs each contender once a round, in turn (A B A B …), so that what else the machine does hits all alike.
 * What a contender gives is its figure; where it gives nothing that is its time in milliseconds.
 */
export async function takeTurns<Name extends string>(
  contenders: Readonly<Record<Name, (round: number) => Promise<number | undefined> | number | undefined>>,
  rounds = 5,
): Promise<Record<Name, Sample>> {
  const entries: [string, (round: number) => Promise<number | undefined> | number | undefined][] =
    Object.entries(contenders);
  const values = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of entries) {
      const start = performance.now();
      const figure = (await run(round)) ?? performance.now() - start;
      values.get(name)?.push(figure);
      console.error(`round ${round + 1}/${rounds} ${name} ${digits(figure)}`);
    }
  }
  const samples = [...values].map(([name, taken]) => [name, sampleOf(taken)]);
  return Object.fromEntries(samples);
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { values, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0, median };
}

export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly ours: Sample;
  readonly peer: Sample;
  readonly peerName: string;
  /** `faster`: times of ours and the peer's; `more`: rates; `atMost`: ours as a multiple of the peer's. */
  readonly kind: 'faster' | 'more' | 'atMost';
  readonly goal: number;
}

/** A row that compares medians; the best of a rate is its maximum, of a time its minimum. */
export function compare(comparison: Comparison): BenchRow {
  const { what, unit, ours, peer, peerName, kind, goal } = comparison;
  const ratio = kind === 'faster' ? peer.median / ours.median : ours.median / peer.median;
  return {
    what,
    ours: ours.median,
    oursMin: kind === 'more' ? ours.max : ours.min,
    peer: peer.median,
    peerMin: kind === 'more' ? peer.max : peer.min,
    peerName,
    unit,
    ratio,
    goal: `${kind === 'atMost' ? '≤' : '≥'} ${goal} ×`,
    met: kind === 'atMost' ? ratio <= goal : ratio >= goal,
  };
}

/** The report as a Markdown table; the best of the rounds stands in brackets. */
export function toMarkdown({ rows, notes }: BenchReport): string {
  const lines = rows.map((row) => {
    const ours = figure(row.ours, row.oursMin, row.unit);
    const peer =
      row.peer === undefined ? '–' : `${figure(row.peer, row.peerMin, row.unit)} ${row.peerName ?? ''}`;
    const ratio = row.ratio === undefined ? '–' : `${digits(row.ratio)} ×`;
    return `| ${[row.what, ours, peer.trim(), ratio, row.goal, row.met ? 'yes' : 'no'].join(' | ')} |`;
  });
  const head = ['| work | ours | peer | ratio | goal | met |', '|---|---|---|---|---|---|'];
  return [...head, ...lines, '', ...notes.map((note) => `- ${note}`)].join('\n');
}

/** What the figures were taken on, and how busy it was. */
export function machine(): string {
  const [processor] = cpus();
  const load = loadavg().map((value) => value.toFixed(2));
  return `${cpus().length} × ${processor?.model.trim() ?? 'unknown'}, Node ${process.version}, load ${load.join(' ')}`;
}

function figure(value: number, best: number | undefined, unit: string): string {
  return best === undefined ? `${digits(value)} ${unit}` : `${digits(value)} (${digits(best)}) ${unit}`;
}

function digits(value: number): string {
  return Math.abs(value) >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3);
}
