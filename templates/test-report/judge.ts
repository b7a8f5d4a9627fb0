import { type FailureCode, StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import { type CoverageReport, percent } from '@stepyard/runtime/coverage';
import { assertTestsPassed, type TestReport } from '@stepyard/runtime/junit';
import type { Inputs } from './test-report.ts';

export interface Judged {
  readonly found: readonly string[];
  readonly tests: TestReport;
  readonly covered: CoverageReport | undefined;
}

/**
 * Warns and fails by the rules, the gravest first.
 * @throws StepError NOT_FOUND, TOOL_FAILED, TESTS_FAILED or GATE_FAILED
 */
export function judge(step: Step<Inputs>, { found, tests, covered }: Judged): void {
  const { onFailed, onMissing, onUnreadable, reports } = step.inputs;
  const problems = [...tests.problems, ...(covered?.problems ?? [])];
  const [problem] = problems;
  if (problem !== undefined) {
    const more = problems.length > 1 ? ` ${problems.length - 1} more could not be read either.` : '';
    act(step, onUnreadable, 'TOOL_FAILED', `${problem}${more}`, unreadableHint);
  }
  if (reports.length > 0 && tests.tests === 0) {
    const patterns = JSON.stringify(reports);
    const said = found.length === 0 ? `found no file by ${patterns}` : `hold no test: ${found.length} files`;
    act(step, onMissing, 'NOT_FOUND', `\`reports\` ${said}.`, missingHint);
  }
  if (onFailed === 'fail') assertTestsPassed(tests);
  const failed = tests.failed + tests.errors;
  if (onFailed === 'warn' && failed > 0) step.warn(`${failed} of ${tests.tests} tests failed.`);
  assertCovered(step, covered);
}

const unreadableHint = 'See how it was written; set `onUnreadable` to warn if it does not matter.';
const missingHint =
  'Check that the tests ran and where they write their reports; set `onMissing` if there may be none.';

function act(
  step: Step<Inputs>,
  rule: Inputs['onMissing'],
  code: FailureCode,
  message: string,
  hint: string,
): void {
  if (rule === 'warn') step.warn(message);
  if (rule === 'fail') throw new StepError(code, message, { hint });
}

function assertCovered({ inputs }: Step<Inputs>, covered: CoverageReport | undefined): void {
  const rules = [
    { input: 'minLine', what: 'line', least: inputs.minLine },
    { input: 'minBranch', what: 'branch', least: inputs.minBranch },
  ] as const;
  const wrong = rules.flatMap(({ input, what, least }) => {
    if (least === undefined) return [];
    const share = covered && percent(covered[what]);
    if (share !== undefined && share >= least) return [];
    const got = share === undefined ? 'no report says it' : `it is ${share} %`;
    return [`${what} coverage must be at least ${least} % (\`${input}\`), ${got}`];
  });
  if (wrong.length === 0) return;
  throw new StepError('GATE_FAILED', `${wrong.join('; ')}.`, {
    hint: 'Test what is not covered yet, see the reports; or check that `coverage` finds them.',
  });
}
