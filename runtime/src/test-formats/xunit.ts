import type { XmlAttributes } from '../xml.ts';
import { addDetails, secondsOf, type TestCase, type XmlFormat } from './test-case.ts';

const outcomes: Readonly<Record<string, TestCase['outcome']>> = {
  pass: 'passed',
  fail: 'failed',
  skip: 'skipped',
  notrun: 'skipped',
};

/** xUnit.net 2 and 3 (`assemblies`). */
export const xunit: XmlFormat = (found) => {
  let current: TestCase | undefined;
  let within = '';
  return {
    open(name, attributes, path) {
      const parent = path.at(-1);
      if (name === 'test' && parent === 'collection') current = caseOf(attributes);
      if (name === 'error' && parent === 'errors') current = errorOf(attributes);
      within = name;
    },
    text(text) {
      if (current === undefined) return;
      if (within === 'message' || within === 'reason')
        current.message += text.slice(0, 65_536 - current.message.length);
      if (within === 'stack-trace') addDetails(current, text);
    },
    close(name) {
      within = '';
      if ((name !== 'test' && name !== 'error') || current === undefined) return;
      found(current);
      current = undefined;
    },
  };
};

function caseOf({
  name = '',
  type = '',
  method,
  time,
  result = '',
  'source-file': file,
  'source-line': line,
}: XmlAttributes): TestCase {
  const own = name.startsWith(`${type}.`) ? name.slice(type.length + 1) : name;
  return {
    name: own || (method ?? ''),
    suite: type,
    ...(file !== undefined && { file }),
    ...(Number(line) > 0 && { line: Number(line) }),
    seconds: secondsOf(time),
    outcome: outcomes[result.toLowerCase()] ?? 'errors',
    message: '',
    details: '',
  };
}

/** What befell an assembly outside of its tests. */
function errorOf({ name = '', type = '' }: XmlAttributes): TestCase {
  return { name: name || type, suite: type, seconds: 0, outcome: 'errors', message: '', details: '' };
}
