import { stat } from 'node:fs/promises';
import { glob } from 'tinyglobby';
import type { Step } from '../step.ts';
import { readTests, type TestReport } from './read-tests.ts';
import { assertTestsPassed, reportTests } from './report-tests.ts';

/** Totals as templates give them as their output `tests`. */
export interface TestTotals {
  readonly run: number;
  /** With those that ended with an error. */
  readonly failed: number;
  readonly skipped: number;
}

export interface ReportsOf {
  /** Absolute directory in which the patterns start. */
  readonly directory: string;
  readonly patterns: readonly string[];
}

/** Clocks of file systems are coarser than that of the machine. */
const slackMs = 2_000;

/**
 * Does the work, then reads the test reports that it wrote, also where it failed; reports that were there before
 * do not count. Gives no totals where it wrote none.
 * @throws StepError TESTS_FAILED where a report names a failed test, else what the work threw
 */
export async function withTestReports(
  step: Step<unknown>,
  { directory, patterns }: ReportsOf,
  work: () => Promise<void>,
): Promise<TestTotals | undefined> {
  const startedAt = Date.now() - slackMs;
  const ending = await work().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  step.signal.throwIfAborted();
  const report = await readReports(step, { directory, patterns }, startedAt);
  if (report !== undefined) reportTests(step, report);
  if (report !== undefined && ending !== undefined) assertTestsPassed(report);
  if (ending !== undefined) throw ending.error;
  return report && { run: report.tests, failed: report.failed + report.errors, skipped: report.skipped };
}

async function readReports(
  { masked }: Pick<Step<unknown>, 'masked'>,
  { directory, patterns }: ReportsOf,
  since: number,
): Promise<TestReport | undefined> {
  if (patterns.length === 0) return undefined;
  const found = await glob([...patterns], {
    cwd: directory,
    absolute: true,
    followSymbolicLinks: false,
    ignore: ['**/node_modules/**'],
  });
  const fresh: string[] = [];
  for (const file of found.sort()) if ((await stat(file)).mtimeMs >= since) fresh.push(file);
  return fresh.length === 0 ? undefined : readTests(fresh, masked);
}
