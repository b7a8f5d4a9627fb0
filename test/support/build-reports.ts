import type { Failure } from '@stepyard/contract';
import { type fakeExec, writeFiles } from '@stepyard/runtime/testing';
import { expect, it } from 'vitest';

type Answers = Parameters<typeof fakeExec>[0];

export interface ReportsSuite {
  readonly command: string;
  /** What the tool prints when a test has failed. */
  readonly prints?: string;
  /** Where it leaves its reports. */
  readonly tests: string;
  readonly coverage: string;
  start(answers: Answers): Promise<{ readonly outputs?: unknown; readonly failure?: Failure | undefined }>;
}

/** What every tool that builds Java must make of the reports of its tests. */
export function testBuildReports({ command, prints = '', tests, coverage, start }: ReportsSuite): void {
  const build = (failed: boolean) => ({
    command,
    run: ({ cwd }: { readonly cwd: string }) =>
      writeFiles(cwd, { [tests]: testReport(failed), [coverage]: coverageReport }),
    ...(failed && { status: 1, stdout: prints }),
  });

  it('reads the reports of its tests and their coverage', async () => {
    const green = await start([build(false)]);
    expect(green.outputs).toMatchObject({ tests: { run: 2, failed: 0, skipped: 0 }, coverage: 75 });
    const red = await start([build(true)]);
    expect(red.failure).toMatchObject({
      code: 'TESTS_FAILED',
      message: '1 of 2 tests failed: `org.example.T › b`.',
    });
  });
}

function testReport(failed: boolean): string {
  const second = failed ? '<failure message="expected 1"/>' : '';
  return `<testsuite name="T"><testcase classname="org.example.T" name="a"/><testcase classname="org.example.T" name="b">${second}</testcase></testsuite>`;
}

const coverageReport =
  '<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x"><counter type="LINE" missed="1" covered="3"/></report>';
