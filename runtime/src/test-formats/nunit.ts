import type { XmlAttributes } from '../xml.ts';
import { addDetails, secondsOf, type TestCase, type XmlFormat } from './test-case.ts';

/** NUnit 3 (`test-run`) and NUnit 2 (`test-results`), which say the same in other words. */
export const nunit: XmlFormat = (found) => {
  let current: TestCase | undefined;
  let within = '';
  return {
    open(name, attributes, path) {
      if (name === 'test-case') current = caseOf(attributes);
      const parent = path.at(-1);
      const told = parent === 'failure' || parent === 'reason';
      within = told && path.at(-2) === 'test-case' ? name : '';
    },
    text(text) {
      if (current === undefined) return;
      if (within === 'message') current.message += text.slice(0, 65_536 - current.message.length);
      if (within === 'stack-trace') addDetails(current, text);
    },
    close(name) {
      within = '';
      if (name !== 'test-case' || current === undefined) return;
      found(current);
      current = undefined;
    },
  };
};

function caseOf(attributes: XmlAttributes): TestCase {
  const { name = '', fullname = name, classname, methodname, duration, time } = attributes;
  const [suite, own] = classname === undefined ? parted(fullname) : [classname, methodname ?? name];
  return {
    name: name === fullname ? own : name,
    suite,
    seconds: secondsOf(duration ?? time),
    outcome: outcomeOf(attributes),
    message: '',
    details: '',
  };
}

/** `Team.ShopTest.Sells("a.b")` → class and method; dots of arguments do not count. */
function parted(fullname: string): [suite: string, name: string] {
  const bracket = fullname.indexOf('(');
  const dot = (bracket < 0 ? fullname : fullname.slice(0, bracket)).lastIndexOf('.');
  return dot < 0 ? ['', fullname] : [fullname.slice(0, dot), fullname.slice(dot + 1)];
}

function outcomeOf({ result = '', label = '', executed = '', success }: XmlAttributes): TestCase['outcome'] {
  if (/^(Failed|Failure)$/i.test(result)) return /^(Error|Invalid)$/i.test(label) ? 'errors' : 'failed';
  if (/^(Error|NotRunnable|Invalid)$/i.test(result)) return 'errors';
  if (/^(Passed|Success|Warning)$/i.test(result)) return 'passed';
  if (result !== '' || !/^true$/i.test(executed)) return 'skipped';
  return success === undefined || /^true$/i.test(success) ? 'passed' : 'failed';
}
