import { addDetails, secondsOf, type TestCase, type XmlFormat } from './test-case.ts';

/** `Test.xml` of CTest (`Site/Testing/Test`). */
export const ctest: XmlFormat = (found) => {
  let status = '';
  let measured = '';
  const texts = new Map<string, string>();
  let details: TestCase | undefined;
  let key = '';
  return {
    open(name, attributes, path) {
      const depth = path.length;
      if (name === 'Test' && path.at(-1) === 'Testing') {
        status = attributes.Status ?? '';
        texts.clear();
        details = undefined;
      }
      if (name === 'NamedMeasurement') measured = attributes.name ?? '';
      if (name === 'Measurement') measured = 'output';
      if (depth === 3 && path[2] === 'Test') key = name;
      if (name === 'Value') key = measured;
    },
    text(text) {
      if (key === '' || status === '') return;
      if (key === 'output') {
        details ??= emptyCase();
        addDetails(details, text);
      } else texts.set(key, `${texts.get(key) ?? ''}${text}`.slice(0, 65_536));
    },
    close(name) {
      if (name === 'Value' || name === 'Name') key = '';
      if (name !== 'Test' || status === '') return;
      const completion = texts.get('Completion Status')?.trim() ?? '';
      found({
        ...emptyCase(),
        name: texts.get('Name')?.trim() ?? '',
        seconds: secondsOf(texts.get('Execution Time')?.trim()),
        outcome: outcomeOf(status, completion),
        message: texts.get('Fail Reason')?.trim() || texts.get('Exit Code')?.trim() || completion,
        details: details?.details ?? '',
      });
      status = '';
    },
  };
};

function emptyCase(): TestCase {
  return { name: '', suite: '', seconds: 0, outcome: 'passed', message: '', details: '' };
}

/** A test that could not be started is no test that was left out. */
function outcomeOf(status: string, completion: string): TestCase['outcome'] {
  if (status === 'passed') return 'passed';
  if (status === 'failed') return 'failed';
  return /^(Disabled|SKIP_)/i.test(completion) ? 'skipped' : 'errors';
}
