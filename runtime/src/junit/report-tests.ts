import { StepError } from '@stepyard/contract';
import { plainMarkdown } from '../markdown.ts';
import type { Step } from '../step.ts';
import type { TestFailure, TestReport } from './read-tests.ts';

type Reporting = Pick<Step<unknown>, 'annotate' | 'summary' | 'metric' | 'log'>;

const shownFailures = 20;

/** Annotates the tests that failed, and adds the totals to the task's summary and metrics. */
export function reportTests(step: Reporting, report: TestReport, title = 'Tests'): void {
  const { tests, failed, errors, skipped, flaky, timeMs, failures, problems } = report;
  const passed = tests - failed - errors - skipped;
  const counts = { passed, failed, errors, skipped };
  step.log.info(`${title}: ${tests}, ${wordsOf(counts)}, ${(timeMs / 1000).toFixed(1)} s`);
  for (const failure of failures) step.annotate({ level: 'error', ...annotationOf(failure) });
  for (const message of problems)
    step.annotate({ level: 'warning', title: 'Unreadable test report', message });
  step.summary(
    [
      `### ${plainMarkdown(title)}`,
      '',
      '| tests | passed | failed | errors | skipped | time |',
      '|---:|---:|---:|---:|---:|---:|',
      `| ${tests} | ${passed} | ${failed} | ${errors} | ${skipped} | ${(timeMs / 1000).toFixed(1)} s |`,
      ...(flaky === 0 ? [] : ['', `${flaky} of them passed only after they had failed.`]),
      ...failedList(failures, failed + errors),
      '',
    ].join('\n'),
  );
  for (const [result, value] of Object.entries(counts)) step.metric('stepyard_tests', value, { result });
  step.metric('stepyard_tests_seconds', timeMs / 1000);
}

/** @throws StepError TESTS_FAILED naming the first tests that failed. */
export function assertTestsPassed({ tests, failed, errors, failures }: TestReport): void {
  const count = failed + errors;
  if (count === 0) return;
  const names = failures.slice(0, 3).map((failure) => `\`${nameOf(failure)}\``);
  const rest = count > names.length ? ` and ${count - names.length} more` : '';
  throw new StepError('TESTS_FAILED', `${count} of ${tests} tests failed: ${names.join(', ')}${rest}.`, {
    hint: 'The annotations say where and why; correct the tests or what they test.',
  });
}

function wordsOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

function nameOf({ suite, name }: TestFailure): string {
  return suite === '' ? name : `${suite} › ${name}`;
}

function annotationOf(failure: TestFailure): {
  title: string;
  message: string;
  file?: string;
  line?: number;
} {
  const { file, line, message } = failure;
  return {
    title: nameOf(failure),
    message,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
  };
}

function failedList(failures: readonly TestFailure[], count: number): string[] {
  if (count === 0) return [];
  const shown = failures.slice(0, shownFailures);
  const rest = count > shown.length ? [`- … and ${count - shown.length} more`] : [];
  return [
    '',
    ...shown.map((failure) => `- **${plainMarkdown(nameOf(failure))}**: ${plainMarkdown(failure.message)}`),
    ...rest,
  ];
}
