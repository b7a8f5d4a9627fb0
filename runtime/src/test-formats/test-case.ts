import type { XmlHandlers } from '../xml.ts';

/** One test of a report, in whatever format it came. */
export interface TestCase {
  readonly name: string;
  /** Class, file or group that it belongs to. */
  readonly suite: string;
  /** Where the report says that it stands. */
  readonly file?: string;
  readonly line?: number;
  readonly seconds: number;
  outcome: 'passed' | 'failed' | 'errors' | 'skipped';
  message: string;
  /** Stack trace or other words on a failure. */
  details: string;
  /** Passed at last, after it had failed. */
  flaky?: true;
}

/** Reads one XML format: gives each test as soon as it is read. */
export type XmlFormat = (
  found: (one: TestCase) => void,
) => Required<Pick<XmlHandlers, 'open' | 'text' | 'close'>>;

export const longestDetails = 65_536;

/** Seconds as a report writes them; what is no number is none. */
export function secondsOf(text: string | undefined): number {
  const seconds = Number((text ?? '0').replaceAll(',', ''));
  return Number.isFinite(seconds) ? seconds : 0;
}

const severity = { passed: 0, skipped: 1, failed: 2, errors: 3 } as const;

/** The worse of what is said of a test more than once. */
export function worse(one: TestCase['outcome'], other: TestCase['outcome']): TestCase['outcome'] {
  return severity[other] > severity[one] ? other : one;
}

/** Adds to the details of a test as long as there is room. */
export function addDetails(one: TestCase, text: string): void {
  one.details += text.slice(0, longestDetails - one.details.length);
}
