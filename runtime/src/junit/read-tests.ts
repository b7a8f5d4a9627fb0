import { readCases } from '../test-formats/read-cases.ts';
import { longestDetails, type TestCase } from '../test-formats/test-case.ts';
import { xmlProblem } from '../xml.ts';
import { type Place, placeOf } from './test-place.ts';

/** A test as it is told of: masked, and of bounded length. */
export interface ToldTest extends Partial<Place> {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly outcome: TestCase['outcome'];
  /** First line; empty where the test passed. */
  readonly message: string;
}

/** A test that failed, or ended with an error. */
export type TestFailure = Pick<ToldTest, 'suite' | 'name' | 'message' | 'file' | 'line'>;

/** What the test reports of a run come to. */
export interface TestReport {
  readonly tests: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
  /** Passed only after they had failed. */
  readonly flaky: number;
  readonly timeMs: number;
  /** At most 1000; `failed` and `errors` count all. */
  readonly failures: readonly TestFailure[];
  /** Reports that could not be read, one sentence each. */
  readonly problems: readonly string[];
}

const mostFailures = 1_000;
const mostTests = 500_000;
const longestName = 500;
const longestMessage = 2_000;

/** Takes secrets out of a text, before any of it is cut off. */
type Mask = (text: string) => string;

type Counts = { -readonly [K in keyof Omit<TestReport, 'failures' | 'problems'>]: number };

/**
 * Reads test reports (JUnit, NUnit, xUnit, CTest, TAP), each in the format that it is in. One that is hostile or
 * broken becomes a problem, and nothing of it counts. `each` is given all tests of every report that could be read.
 */
export async function readTests(
  files: readonly string[],
  mask: Mask,
  each?: (file: string, tests: readonly ToldTest[]) => void,
): Promise<TestReport> {
  const total = noCounts();
  const failures: TestFailure[] = [];
  const problems: string[] = [];
  for (const file of files) {
    try {
      const read = await readReport(file, mask, each !== undefined);
      for (const [count, value] of Object.entries(read.counts)) if (isCount(count)) total[count] += value;
      failures.push(...read.failures.slice(0, mostFailures - failures.length));
      each?.(file, read.all);
    } catch (error) {
      problems.push(`\`${file}\` could not be read: ${mask(xmlProblem(error))}.`);
    }
  }
  return { ...total, timeMs: Math.round(total.timeMs), failures, problems };
}

async function readReport(file: string, mask: Mask, keep: boolean) {
  const counts = noCounts();
  const failures: TestFailure[] = [];
  const all: ToldTest[] = [];
  await readCases(file, (one) => {
    counts.tests += 1;
    counts.timeMs += one.seconds * 1000;
    if (counts.tests > mostTests) throw new Error(`it has more than ${mostTests} tests`);
    if (one.outcome === 'passed') counts.flaky += one.flaky === true ? 1 : 0;
    else counts[one.outcome] += 1;
    const failed = one.outcome === 'failed' || one.outcome === 'errors';
    if (!keep && (!failed || failures.length >= mostFailures)) return;
    const test = told(one, file, mask);
    if (keep) all.push(test);
    const { outcome: _, seconds: __, ...failure } = test;
    if (failed && failures.length < mostFailures) failures.push(failure);
  });
  return { counts, failures, all };
}

function noCounts(): Counts {
  return { tests: 0, failed: 0, errors: 0, skipped: 0, flaky: 0, timeMs: 0 };
}

function isCount(name: string): name is keyof Counts {
  return name in noCounts();
}

function told(one: TestCase, report: string, mask: Mask): ToldTest {
  const failed = one.outcome === 'failed' || one.outcome === 'errors';
  return {
    suite: mask(one.suite).slice(0, longestName),
    name: mask(one.name).slice(0, longestName),
    seconds: one.seconds,
    outcome: one.outcome,
    message: one.outcome === 'passed' ? '' : messageOf(one, mask) || (failed ? 'no message' : ''),
    ...(failed && placeOf(one, report)),
  };
}

/** What producers write where they have nothing to say, or say it in the details. */
const meaningless = /^(?:|failure|failed|error|none|test failure|test_case|no message)$/i;

/** The first line; the last of a trace that ends with its cause; and what follows a place that stands alone. */
function tellingLine(text: string): string {
  const lines = text.trim().split(/\s*\n\s*/);
  const [first = '', second = ''] = lines;
  if (/^Traceback \(/.test(first)) return lines.at(-1) ?? '';
  return /^\S{1,200}:\d+:?$/.test(first) ? `${first} ${second}`.trim() : first;
}

function messageOf(one: TestCase, mask: Mask): string {
  const message = tellingLine(one.message);
  const line = meaningless.test(message) ? tellingLine(one.details) || message : message;
  // Where a text was cut, the end of the line may be the beginning of a secret.
  return line.length < longestDetails ? mask(line).slice(0, longestMessage) : '';
}
