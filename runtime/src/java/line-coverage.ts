import { glob } from 'tinyglobby';
import { percent, readJacoco, reportCoverage } from '../jacoco.ts';
import type { ReportsOf } from '../junit/test-reports.ts';
import type { Step } from '../step.ts';

/** Line coverage in percent over the JaCoCo reports that the patterns find; `undefined` where there is none. */
export async function lineCoverage(
  step: Step<unknown>,
  { directory, patterns }: ReportsOf,
): Promise<number | undefined> {
  const files = await glob([...patterns], {
    cwd: directory,
    absolute: true,
    followSymbolicLinks: false,
    ignore: ['**/node_modules/**'],
  });
  if (files.length === 0) return undefined;
  const report = await readJacoco(files.sort());
  reportCoverage(step, report);
  return percent(report.line);
}
