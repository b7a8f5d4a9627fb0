import { relative } from 'node:path';
import type { InputsOf, OutputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import { type CoverageReport, percent, readCoverage, reportCoverage } from '@stepyard/runtime/coverage';
import { readTests, reportTests, type TestReport } from '@stepyard/runtime/junit';
import { findReports } from './find-reports.ts';
import { judge } from './judge.ts';
import { mergedReport } from './merged-report.ts';
import type { testReport } from './template.ts';

export type Inputs = InputsOf<typeof testReport>;

/** Reads the reports, shows what they come to, keeps them as one, and only then fails by the rules. */
export async function reportOnTests(step: Step<Inputs>): Promise<OutputsOf<typeof testReport>> {
  const { reports, coverage, heading } = step.inputs;
  const directory = await step.path('path', step.inputs.path);
  const file = await step.path('merged', step.inputs.merged);
  const found = (await findReports(step, directory, reports)).filter((path) => path !== file);
  step.log.info(`Reading ${found.length} ${found.length === 1 ? 'test report' : 'test reports'}.`);
  const merged = mergedReport(step, directory);
  const tests = await readTests(found, step.masked, merged.add);
  const told = { ...tests, problems: shown(step, tests.problems) };
  if (found.length > 0) reportTests(step, told, heading);
  const covered = await coverageOf(step, directory, coverage);
  await merged.write(file);
  if (tests.tests > 0) step.keep(file, 'junit');
  judge(step, { found, tests: told, covered });
  return outputsOf(found, tests, covered, tests.tests > 0 ? relative(step.workspace, file) : undefined);
}

async function coverageOf(
  step: Step<Inputs>,
  directory: string,
  patterns: readonly string[],
): Promise<CoverageReport | undefined> {
  const files = await findReports(step, directory, patterns);
  if (files.length === 0) return undefined;
  const read = await readCoverage(files);
  const covered = { ...read, problems: shown(step, read.problems) };
  reportCoverage(step, covered);
  return covered;
}

/** Paths as an author knows them. */
function shown(step: Step<Inputs>, problems: readonly string[]): string[] {
  return problems.map((text) => text.replaceAll(`${step.workspace}/`, ''));
}

function outputsOf(
  found: readonly string[],
  { tests, failed, errors, skipped, flaky }: TestReport,
  covered: CoverageReport | undefined,
  report: string | undefined,
): OutputsOf<typeof testReport> {
  const line = covered && percent(covered.line);
  const branch = covered && percent(covered.branch);
  return {
    tests: { run: tests, failed: failed + errors, skipped, flaky },
    files: found.length,
    ...(line !== undefined && { coverage: line }),
    ...(branch !== undefined && { branchCoverage: branch }),
    ...(report !== undefined && { report }),
  };
}
