import type { Step } from '@stepyard/runtime';
import { percent, readJacoco, reportCoverage } from '@stepyard/runtime/jacoco';
import { glob } from 'tinyglobby';

/** Line coverage in percent over all modules, from the reports of the JaCoCo plug-in; `undefined` where there is none. */
export async function lineCoverage(step: Step<unknown>, directory: string): Promise<number | undefined> {
  const files = await glob('**/target/site/jacoco*/jacoco.xml', {
    cwd: directory,
    absolute: true,
    followSymbolicLinks: false,
  });
  if (files.length === 0) return undefined;
  const report = await readJacoco(files.sort());
  reportCoverage(step, report);
  return percent(report.line);
}
