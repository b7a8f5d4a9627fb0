import { type TestTotals, withTestReports } from '../junit/test-reports.ts';
import type { Step } from '../step.ts';
import { builtFiles } from './built-files.ts';
import { lineCoverage } from './line-coverage.ts';

/** Where a build puts what is read when it has ended. */
export interface BuildPlaces {
  /** Absolute directory in which the patterns start. */
  readonly directory: string;
  readonly reports: readonly string[];
  readonly coverage: readonly string[];
  readonly built: readonly string[];
}

export interface BuildResults {
  /** Below the workspace. */
  readonly artifacts: string[];
  readonly tests?: TestTotals;
  /** Of lines, in percent. */
  readonly coverage?: number;
}

/**
 * Runs a build, and reads what it made and what its tests and coverage tools reported.
 * @throws StepError TESTS_FAILED where a report names a failed test, else what the build threw
 */
export async function withBuildResults(
  step: Step<unknown>,
  { directory, reports, coverage, built }: BuildPlaces,
  build: () => Promise<unknown>,
): Promise<BuildResults> {
  const tests = await withTestReports(step, { directory, patterns: reports }, async () => {
    await build();
  });
  const covered = await lineCoverage(step, { directory, patterns: coverage });
  return {
    artifacts: await builtFiles(step, { directory, patterns: built }),
    ...(tests !== undefined && { tests }),
    ...(covered !== undefined && { coverage: covered }),
  };
}
