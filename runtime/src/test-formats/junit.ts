import type { XmlAttributes } from '../xml.ts';
import { addDetails, secondsOf, type TestCase, worse, type XmlFormat } from './test-case.ts';

const outcomes: Readonly<Record<string, TestCase['outcome']>> = {
  failure: 'failed',
  error: 'errors',
  skipped: 'skipped',
};

/** What reruns left of a test that passed in the end. */
const flaky = new Set(['flakyFailure', 'flakyError']);

interface Suite {
  readonly name: string;
  readonly file: string | undefined;
}

/** JUnit XML, as Surefire, Gradle, Jest, pytest, GoogleTest, CTest and many others write it. */
export const junit: XmlFormat = (found) => {
  const suites: Suite[] = [];
  let current: TestCase | undefined;
  let collecting = false;
  return {
    open(name, attributes, path) {
      const outer = suites.at(-1);
      if (name === 'testsuite') {
        suites.push({ name: attributes.name ?? '', file: attributes.file ?? outer?.file });
      }
      if (name === 'testcase') current = caseOf(attributes, outer);
      const parent = path.at(-1);
      if (parent === 'testcase' && flaky.has(name) && current !== undefined) current.flaky = true;
      const outcome = outcomeOf(name, attributes);
      if (outcome === undefined || (parent !== 'testcase' && parent !== 'testsuite')) return;
      // What befell a whole suite has no test of its own.
      if (parent === 'testsuite' && outcome !== 'skipped') current = caseOf({}, outer);
      if (current === undefined) return;
      const before = current.outcome;
      current.outcome = worse(before, outcome);
      if (current.outcome === before) return;
      current.message = attributes.message ?? attributes.type ?? '';
      current.details = '';
      collecting = true;
    },
    text(text) {
      if (collecting && current !== undefined) addDetails(current, text);
    },
    close(name) {
      if (Object.hasOwn(outcomes, name)) {
        collecting = false;
        if (current !== undefined && current.name === noName) end();
      }
      if (name === 'testsuite') suites.pop();
      if (name === 'testcase') end();
    },
  };

  function end(): void {
    if (current !== undefined) found(current);
    current = undefined;
  }
};

/** CTest calls a test skipped whose program it did not find, and fails for it. */
function outcomeOf(name: string, { message = '' }: XmlAttributes): TestCase['outcome'] | undefined {
  if (name === 'skipped' && message.startsWith('Unable to find executable')) return 'errors';
  return Object.hasOwn(outcomes, name) ? outcomes[name] : undefined;
}

/** Of a failure that stands outside of all tests. */
const noName = '(the suite itself)';

function caseOf(attributes: XmlAttributes, suite: Suite | undefined): TestCase {
  const { name = noName, classname, file = suite?.file, line, time, status } = attributes;
  const shown = Number(line);
  return {
    name: name === '' ? '(no name)' : name,
    suite: classname || suite?.name || '',
    ...(file !== undefined && file !== '' && { file }),
    ...(Number.isInteger(shown) && shown > 0 && { line: shown }),
    seconds: secondsOf(time),
    outcome: status === 'notrun' || status === 'disabled' ? 'skipped' : 'passed',
    message: '',
    details: '',
  };
}
