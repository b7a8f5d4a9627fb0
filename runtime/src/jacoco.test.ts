import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probe } from './fixtures/probe.ts';
import { percent, readJacoco, reportCoverage } from './jacoco.ts';
import { runStep, scratchDirectory } from './testing/index.ts';

const root = scratchDirectory();
const head =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">';

function file(name: string, content: string): string {
  writeFileSync(join(root, name), content);
  return join(root, name);
}

const shop = file(
  'shop.xml',
  `${head}<report name="shop"><sessioninfo id="a" start="1" dump="2"/><package name="com/acme">
<class name="com/acme/Shop"><counter type="LINE" missed="99" covered="99"/></class><counter type="LINE" missed="99" covered="99"/></package>
<counter type="INSTRUCTION" missed="10" covered="30"/><counter type="BRANCH" missed="1" covered="2"/><counter type="LINE" missed="2" covered="7"/>
<counter type="COMPLEXITY" missed="1" covered="4"/><counter type="METHOD" missed="0" covered="4"/><counter type="CLASS" missed="0" covered="1"/></report>`,
);
const cart = file(
  'cart.xml',
  `${head}<report name="cart"><counter type="LINE" missed="0" covered="1"/></report>`,
);

describe('runtime/jacoco', () => {
  it('adds up the totals of all modules', async () => {
    expect(await readJacoco([shop, cart])).toEqual({
      instruction: { covered: 30, missed: 10 },
      branch: { covered: 2, missed: 1 },
      line: { covered: 8, missed: 2 },
      complexity: { covered: 4, missed: 1 },
      method: { covered: 4, missed: 0 },
      class: { covered: 1, missed: 0 },
      problems: [],
    });
  });

  it('says percent, never more than there is', () => {
    expect(percent({ covered: 2, missed: 1 })).toBe(66.6);
    expect(percent({ covered: 1_999_999, missed: 1 })).toBe(99.9);
    expect(percent({ covered: 0, missed: 0 })).toBeUndefined();
  });

  it.each([
    [
      'entities',
      '<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd" [<!ENTITY a "a">]><report/>',
      'it has a document type',
    ],
    [
      'another document type',
      '<!DOCTYPE report SYSTEM "file:///etc/passwd"><report/>',
      'it has a document type',
    ],
    ['another report', '<coverage/>', 'it is no JaCoCo report: its root element has another name'],
    [
      'a count that is none',
      '<report><counter type="LINE" missed="-1" covered="1"/></report>',
      'a count must be a number',
    ],
  ])('makes a problem of %s', async (_, content, reason) => {
    const broken = file('broken.xml', content);
    const { problems, line } = await readJacoco([broken, cart]);
    expect(problems).toEqual([`\`${broken}\` could not be read: ${reason}.`]);
    expect(line).toEqual({ covered: 1, missed: 0 });
  });

  it('adds the totals to the summary and the metrics', async () => {
    const report = await readJacoco([cart]);
    const run = await runStep(
      probe,
      async (step) => {
        reportCoverage(step, report);
        return { greeting: '' };
      },
      { inputs: { name: 'you' } },
    );
    expect(run.summary).toBe(
      '### Coverage\n\n| | covered | hit | missed |\n|---|---:|---:|---:|\n| line | 100 % | 1 | 0 |\n',
    );
    expect(run.metrics).toBe(
      '# TYPE stepyard_coverage_percent gauge\nstepyard_coverage_percent{kind="line"} 100\n',
    );
  });
});
