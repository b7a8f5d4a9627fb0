import { readBeginning, readXml } from '../xml.ts';
import { ctest } from './ctest.ts';
import { junit } from './junit.ts';
import { nunit } from './nunit.ts';
import type { TestCase, XmlFormat } from './test-case.ts';
import { xunit } from './xunit.ts';

const formats: Readonly<Record<string, XmlFormat>> = {
  testsuites: junit,
  testsuite: junit,
  assemblies: xunit,
  assembly: xunit,
  'test-run': nunit,
  'test-results': nunit,
  Site: ctest,
};

/**
 * Reads a test report in the format that it is in, and gives each test as soon as it is read.
 * @throws Error saying why it cannot be read
 */
export async function readCases(file: string, found: (one: TestCase) => void): Promise<void> {
  const head = await readBeginning(file);
  if (/^(?:TAP version \d+|1\.\.\d+|(?:not )?ok\b|# Subtest)/m.test(head) && !/^\s*</.test(head)) {
    const { readTap } = await import('./tap.ts');
    return await readTap(file, found);
  }
  let format: ReturnType<XmlFormat> | undefined;
  await readXml(file, {
    open(name, attributes, path) {
      if (path.length === 0) {
        const known = Object.hasOwn(formats, name) ? formats[name] : undefined;
        if (known === undefined) throw new Error('it is no test report of a known format');
        format = known(found);
      }
      format?.open(name, attributes, path);
    },
    text: (text) => format?.text(text),
    close: (name) => format?.close(name),
  });
}
