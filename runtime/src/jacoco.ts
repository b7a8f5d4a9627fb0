import type { Step } from './step.ts';
import { readXml, xmlProblem } from './xml.ts';

export interface Coverage {
  readonly covered: number;
  readonly missed: number;
}

/** The totals of coverage reports; what a format does not count is nothing covered of nothing. */
export interface CoverageReport {
  readonly instruction: Coverage;
  readonly branch: Coverage;
  readonly line: Coverage;
  readonly complexity: Coverage;
  readonly method: Coverage;
  readonly class: Coverage;
  /** Reports that could not be read, one sentence each. */
  readonly problems: readonly string[];
}

export const coverageKinds = ['instruction', 'branch', 'line', 'complexity', 'method', 'class'] as const;
export type CoverageKind = (typeof coverageKinds)[number];
export type Counters = Iterable<readonly [string, Coverage]>;

/** Every report has this document type; it is not fetched, and it may declare nothing in the file itself. */
export const jacocoDoctype =
  /^\s*report\s+(?:PUBLIC\s+"-\/\/JACOCO\/\/DTD [^"]*"|SYSTEM)\s+["'][^"'<>]*report\.dtd["']\s*$/;

/** Adds up the totals of `jacoco.xml` files, one for each module. */
export async function readJacoco(files: readonly string[]): Promise<CoverageReport> {
  return await addUp(files, readCounters);
}

/** Adds up what `read` finds in each file; one that cannot be read becomes a problem. */
export async function addUp(
  files: readonly string[],
  read: (file: string) => Promise<Counters>,
): Promise<CoverageReport> {
  const totals = Object.fromEntries(coverageKinds.map((kind) => [kind, { covered: 0, missed: 0 }]));
  const problems: string[] = [];
  for (const file of files) {
    try {
      for (const [kind, { covered, missed }] of await read(file)) {
        const total = totals[kind];
        if (total === undefined) continue;
        total.covered += covered;
        total.missed += missed;
      }
    } catch (error) {
      problems.push(`\`${file}\` could not be read: ${xmlProblem(error)}.`);
    }
  }
  const total = (kind: CoverageKind): Coverage => totals[kind] ?? { covered: 0, missed: 0 };
  return {
    instruction: total('instruction'),
    branch: total('branch'),
    line: total('line'),
    complexity: total('complexity'),
    method: total('method'),
    class: total('class'),
    problems,
  };
}

/** Percent covered, with one decimal; `undefined` where there is nothing to cover. */
export function percent({ covered, missed }: Coverage): number | undefined {
  const all = covered + missed;
  return all === 0 ? undefined : Math.floor((covered / all) * 1000) / 10;
}

/** Adds the totals to the task's summary and metrics. */
export function reportCoverage(
  step: Pick<Step<unknown>, 'summary' | 'metric' | 'annotate'>,
  report: CoverageReport,
): void {
  const rows = coverageKinds.flatMap((kind) => {
    const coverage = report[kind];
    const share = percent(coverage);
    if (share === undefined) return [];
    step.metric('stepyard_coverage_percent', share, { kind });
    return [`| ${kind} | ${share} % | ${coverage.covered} | ${coverage.missed} |`];
  });
  for (const message of report.problems)
    step.annotate({ level: 'warning', title: 'Unreadable coverage report', message });
  if (rows.length === 0) return;
  step.summary(
    ['### Coverage', '', '| | covered | hit | missed |', '|---|---:|---:|---:|', ...rows, ''].join('\n'),
  );
}

/** The counters of the report as a whole: those directly below its root. */
async function readCounters(file: string): Promise<[string, Coverage][]> {
  const counters: [string, Coverage][] = [];
  await readXml(file, {
    doctype: jacocoDoctype,
    open(name, { type = '', covered, missed }, path) {
      if (path.length === 0 && name !== 'report') {
        throw new Error(`it is no JaCoCo report: its root element has another name`);
      }
      if (name !== 'counter' || path.length !== 1) return;
      counters.push([type.toLowerCase(), { covered: countOf(covered), missed: countOf(missed) }]);
    },
  });
  return counters;
}

export function countOf(text = ''): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new Error('a count must be a number');
}
