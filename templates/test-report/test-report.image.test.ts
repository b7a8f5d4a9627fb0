import { linkSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { describeImage } from '../../test/support/image-suite.ts';
import { ownDirectory } from '../../test/support/template-image.ts';
import { testReport } from './template.ts';

const workspace = {
  'a/TEST-Shop.xml': '<testsuite name="Shop"><testcase name="sells" classname="Shop"/></testsuite>',
  'b/unit.tap': '1..2\nok 1 - one\nok 2 - two # SKIP slow\n',
  'c/lcov.info': 'SF:a.c\nDA:1,1\nDA:2,0\nend_of_record\n',
};

describeImage(testReport, () => ({
  works: { workspace, inputs: { coverage: ['**/lcov.info'], minLine: 50 } },
  expectWorked: (end) => {
    expect(end.stdout).toContain('Reading 2 test reports.');
    expect(readFileSync(join(end.workspace, 'merged-tests.xml'), 'utf8')).toContain(
      '<testsuite name="b/unit.tap" tests="2" failures="0" errors="0" skipped="1"',
    );
  },
  missing: {
    inputs: { reports: ['../*.xml'] },
    says: 'test-report: INPUT_INVALID: `reports[0]` must be',
  },
  slow: {
    mounts: { '/app/many': `${manyReports()}:ro` },
    inputs: { reports: ['many/*.xml'] },
    begun: (container) => container.printed('Reading 1000 test reports.'),
  },
}));

/** Minutes of reading, in the room of one report. */
function manyReports(): string {
  const directory = ownDirectory();
  const filler = `<system-out>${'x'.repeat(1_048_000)}</system-out>\n`.repeat(40);
  const one = join(directory, 'one');
  writeFileSync(one, `<testsuite><testcase name="a"/>${filler}</testsuite>`);
  for (let number = 0; number < 1000; number++) linkSync(one, join(directory, `${number}.xml`));
  return directory;
}
