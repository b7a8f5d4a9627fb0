import { readXml, type XmlAttributes, xmlProblem } from '../xml.ts';
import { type Place, placeOf } from './test-place.ts';

/** A test that failed, or ended with an error. */
export interface TestFailure extends Partial<Place> {
  readonly suite: string;
  readonly name: string;
  /** First line. */
  readonly message: string;
}

/** What the test reports of a run come to. */
export interface TestReport {
  readonly tests: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
  readonly timeMs: number;
  /** At most 1000; `failed` and `errors` count all. */
  readonly failures: readonly TestFailure[];
  /** Reports that could not be read, one sentence each. */
  readonly problems: readonly string[];
}

const mostFailures = 1_000;
const longestDetails = 65_536;
const longestName = 500;
const longestMessage = 2_000;

/** Takes secrets out of a text, before any of it is cut off. */
type Mask = (text: string) => string;

type Counts = { -readonly [K in 'tests' | 'failed' | 'errors' | 'skipped' | 'timeMs']: number };

/** Reads JUnit XML files as Surefire, Gradle, Jest, pytest and others write them. What is hostile or broken becomes a problem. */
export async function readJunit(files: readonly string[], mask: Mask): Promise<TestReport> {
  const total = noCounts();
  const failures: TestFailure[] = [];
  const problems: string[] = [];
  for (const file of files) {
    try {
      const read = await readReport(file, mask);
      for (const count of ['tests', 'failed', 'errors', 'skipped', 'timeMs'] as const) {
        total[count] += read.counts[count];
      }
      failures.push(...read.failures.slice(0, mostFailures - failures.length));
    } catch (error) {
      problems.push(`\`${file}\` could not be read: ${xmlProblem(error)}.`);
    }
  }
  return { ...total, timeMs: Math.round(total.timeMs), failures, problems };
}

async function readReport(
  file: string,
  mask: Mask,
): Promise<{ counts: Counts; failures: readonly TestFailure[] }> {
  const counts = noCounts();
  const failures: TestFailure[] = [];
  await readCases(file, (one) => {
    counts.tests += 1;
    counts.timeMs += one.seconds * 1000;
    if (one.outcome === 'passed') return;
    counts[one.outcome] += 1;
    if (one.outcome !== 'skipped' && failures.length < mostFailures)
      failures.push(failureOf(one, file, mask));
  });
  return { counts, failures };
}

function noCounts(): Counts {
  return { tests: 0, failed: 0, errors: 0, skipped: 0, timeMs: 0 };
}

export interface TestCase {
  readonly attributes: XmlAttributes;
  readonly suite: string;
  readonly seconds: number;
  outcome: 'passed' | 'failed' | 'errors' | 'skipped';
  message: string;
  details: string;
}

/** A run that was repeated (`flakyFailure`, `rerunFailure`) says nothing about how the test ended. */
const outcomes: Readonly<Record<string, TestCase['outcome']>> = {
  failure: 'failed',
  error: 'errors',
  skipped: 'skipped',
};

async function readCases(file: string, found: (one: TestCase) => void): Promise<void> {
  const suites: string[] = [];
  let current: TestCase | undefined;
  let collecting = false;
  await readXml(file, {
    open(name, attributes, path) {
      if (path.length === 0 && name !== 'testsuites' && name !== 'testsuite') {
        throw new Error(`it is no test report: its root element is neither testsuites nor testsuite`);
      }
      if (name === 'testsuite') suites.push(attributes.name ?? '');
      if (name === 'testcase') current = caseOf(attributes, suites.at(-1) ?? '');
      const outcome =
        path.at(-1) === 'testcase' && Object.hasOwn(outcomes, name) ? outcomes[name] : undefined;
      if (current === undefined || outcome === undefined) return;
      current.outcome = outcome;
      current.message = attributes.message ?? attributes.type ?? '';
      collecting = true;
    },
    text(text) {
      if (collecting && current !== undefined)
        current.details += text.slice(0, longestDetails - current.details.length);
    },
    close(name) {
      if (Object.hasOwn(outcomes, name)) collecting = false;
      if (name === 'testsuite') suites.pop();
      if (name !== 'testcase' || current === undefined) return;
      found(current);
      current = undefined;
    },
  });
}

function caseOf(attributes: XmlAttributes, suite: string): TestCase {
  const seconds = Number((attributes.time ?? '0').replaceAll(',', ''));
  return {
    attributes,
    suite: attributes.classname || suite,
    seconds: Number.isFinite(seconds) ? seconds : 0,
    outcome: 'passed',
    message: '',
    details: '',
  };
}

function failureOf(one: TestCase, report: string, mask: Mask): TestFailure {
  const text = one.message.trim() === '' ? one.details : one.message;
  const line = text.trim().split('\n', 1)[0] ?? '';
  // Where the details were cut, the end of the line may be the beginning of a secret.
  const whole = text === one.message || line.length < longestDetails ? line : '';
  return {
    suite: mask(one.suite).slice(0, longestName),
    name: mask(one.attributes.name ?? '').slice(0, longestName),
    message: mask(whole).slice(0, longestMessage) || 'no message',
    ...placeOf(one, report),
  };
}
