import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createMasker } from '@stepyard/contract/mask';
import { describe, expect, it } from 'vitest';
import { probe } from '../fixtures/probe.ts';
import { assertTestsPassed, readTests, reportTests } from '../junit.ts';
import { runStep, scratchDirectory } from '../testing/index.ts';

const root = scratchDirectory();
const plain = (text: string) => text;

function file(path: string, content: string): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  return join(root, path);
}

const surefire = file(
  'shop/target/surefire-reports/TEST-com.acme.ShopTest.xml',
  `<?xml version="1.0" encoding="UTF-8"?>
<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0" name="com.acme.ShopTest" time="1,234.5" tests="5" errors="1" skipped="1" failures="1">
  <properties><property name="java.version" value="17"/></properties>
  <testcase name="sells" classname="com.acme.ShopTest" time="1,200.25">
    <failure message="expected: &lt;1&gt; but was: &lt;2&gt;" type="org.opentest4j.AssertionFailedError"><![CDATA[org.opentest4j.AssertionFailedError: expected: <1> but was: <2>
	at org.junit.jupiter.api.AssertionUtils.fail(AssertionUtils.java:55)
	at app//com.acme.ShopTest.sells(ShopTest.java:42)
	at java.base/java.lang.reflect.Method.invoke(Method.java:568)
]]></failure>
    <rerunFailure message="again" type="x"/>
    <system-out>noise</system-out>
  </testcase>
  <testcase name="buys" classname="com.acme.ShopTest$Nested" time="0.5"><error type="java.lang.NullPointerException">java.lang.NullPointerException
	at com.acme.ShopTest$Nested.buys(ShopTest.java:60)</error></testcase>
  <testcase name="flaky" classname="com.acme.ShopTest" time="0"><flakyFailure message="once" type="x"/></testcase>
  <testcase name="later" classname="com.acme.ShopTest" time="0"><skipped message="not yet"/></testcase>
  <testcase name="fine" classname="com.acme.ShopTest" time="0.001"/>
</testsuite>`,
);
file('shop/src/test/java/com/acme/ShopTest.java', '');

const vitest = file(
  'web/junit.xml',
  `<testsuites name="vitest tests" tests="2" failures="1"><testsuite name="src/cart.test.ts">
<testcase classname="src/cart.test.ts" name="cart &gt; adds" time="0.01"><failure message="AssertionError: expected 1 to be 2" type="AssertionError">
AssertionError: expected 1 to be 2
 ❯ src/cart.test.ts:7:15
</failure></testcase><testcase classname="src/cart.test.ts" name="removes" time="0.01"/></testsuite></testsuites>`,
);

const pytest = file(
  'py/report.xml',
  `<testsuites><testsuite name="pytest"><testcase classname="tests.test_a" name="test_a" file="tests/test_a.py" line="3" time="0.1"><failure message="assert 0">def test_a</failure></testcase></testsuite></testsuites>`,
);

describe('runtime/junit', () => {
  it('reads totals and failures of Surefire, with the place in the sources', async () => {
    expect(await readTests([surefire], plain)).toEqual({
      tests: 5,
      failed: 1,
      errors: 1,
      skipped: 1,
      flaky: 1,
      timeMs: 1_200_751,
      failures: [
        {
          suite: 'com.acme.ShopTest',
          name: 'sells',
          message: 'expected: <1> but was: <2>',
          file: join(root, 'shop/src/test/java/com/acme/ShopTest.java'),
          line: 42,
        },
        {
          suite: 'com.acme.ShopTest$Nested',
          name: 'buys',
          message: 'java.lang.NullPointerException',
          file: join(root, 'shop/src/test/java/com/acme/ShopTest.java'),
          line: 60,
        },
      ],
      problems: [],
    });
  });

  it('reads those of others, and adds up', async () => {
    const report = await readTests([vitest, pytest], plain);
    expect(report).toMatchObject({ tests: 3, failed: 2, errors: 0, skipped: 0, timeMs: 120 });
    expect(report.failures).toEqual([
      {
        suite: 'src/cart.test.ts',
        name: 'cart > adds',
        message: 'AssertionError: expected 1 to be 2',
        file: 'src/cart.test.ts',
        line: 7,
      },
      { suite: 'tests.test_a', name: 'test_a', message: 'assert 0', file: 'tests/test_a.py', line: 3 },
    ]);
  });

  it.each([
    [
      'entities',
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><testsuite/>',
      'it has a document type',
    ],
    ['an outside file', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><testsuite/>', 'it has a document type'],
    [
      'an undeclared entity',
      '<testsuite>&xxe;</testsuite>',
      'it is not well-formed XML: 1:16: undefined entity',
    ],
    ['depth', '<testsuite>'.repeat(101), 'it is nested deeper than 100 levels'],
    [
      'a file cut off',
      '<testsuite><testcase name="a"',
      'it is not well-formed XML: 1:29: unclosed tag: testsuite',
    ],
    ['nothing', '', 'it is not well-formed XML: 1:0: document must contain a root element'],
    ['text', 'Tests run: 1', 'it is not well-formed XML: 1:12: text data outside of root node'],
    ['something else', '<html></html>', 'it is no test report of a known format'],
  ])('makes a problem of %s, and reads the others', async (_, content, reason) => {
    const broken = file('hostile.xml', content);
    const report = await readTests([broken, pytest], plain);
    expect(report.problems).toEqual([`\`${broken}\` could not be read: ${reason}.`]);
    expect(report.tests).toBe(1);
  });

  it('masks names and messages before it cuts them', async () => {
    const secret = 'planted-secret-0123456789';
    const long = (limit: number) => `${'x'.repeat(limit - 10)}${secret}`;
    const text = `<testsuite><testcase name="${long(500)}" classname="${long(500)}"><failure message="${long(2_000)}"/></testcase><testcase name="b"><failure>${long(65_536)}</failure></testcase></testsuite>`;
    const report = await readTests([file('cut.xml', text)], createMasker([secret]).mask);
    expect(JSON.stringify(report.failures)).not.toContain(secret.slice(0, 6));
    expect(report.failures[0]?.name).toHaveLength(493);
  });

  it('keeps at most 1000 failures and bounds each, but counts all', async () => {
    const one = `<testcase name="${'n'.repeat(2_000)}" classname="c"><failure message="${'m'.repeat(9_000)}">${'at a/'.repeat(30_000)}</failure></testcase>`;
    const report = await readTests([file('many.xml', `<testsuite>${one.repeat(20)}</testsuite>`)], plain);
    expect(report.failures[0]?.name).toHaveLength(500);
    expect(report.failures[0]?.message).toHaveLength(2_000);
    const small = '<testcase name="n"><failure/></testcase>';
    const many = await readTests([file('more.xml', `<testsuite>${small.repeat(1_500)}</testsuite>`)], plain);
    expect(many).toMatchObject({ tests: 1_500, failed: 1_500 });
    expect(many.failures).toHaveLength(1_000);
  });

  it('annotates what failed, and adds the totals to the summary and the metrics', async () => {
    const report = await readTests([surefire], plain);
    const run = await runStep(
      probe,
      async (step) => {
        reportTests(step, report, 'Unit | tests');
        assertTestsPassed(report);
        return { greeting: '' };
      },
      { inputs: { name: 'you' }, workspace: root },
    );
    expect(run.annotations).toEqual([
      {
        level: 'error',
        title: 'com.acme.ShopTest › sells',
        message: 'expected: <1> but was: <2>',
        file: 'shop/src/test/java/com/acme/ShopTest.java',
        line: 42,
      },
      expect.objectContaining({ title: 'com.acme.ShopTest$Nested › buys', line: 60 }),
    ]);
    expect(run.summary).toBe(
      [
        '### Unit \\| tests',
        '',
        '| tests | passed | failed | errors | skipped | time |',
        '|---:|---:|---:|---:|---:|---:|',
        '| 5 | 2 | 1 | 1 | 1 | 1200.8 s |',
        '',
        '1 of them passed only after they had failed.',
        '',
        '- **com.acme.ShopTest › sells**: expected: \\<1\\> but was: \\<2\\>',
        '- **com.acme.ShopTest$Nested › buys**: java.lang.NullPointerException',
        '',
      ].join('\n'),
    );
    expect(run.metrics).toContain('stepyard_tests{result="passed"} 2\n');
    expect(run.log).toContain('Unit | tests: 5, 2 passed, 1 failed, 1 errors, 1 skipped, 1200.8 s\n');
    expect(run.failure).toMatchObject({
      class: 'user',
      code: 'TESTS_FAILED',
      message: '2 of 5 tests failed: `com.acme.ShopTest › sells`, `com.acme.ShopTest$Nested › buys`.',
      hint: 'The annotations say where and why; correct the tests or what they test.',
    });
  });
});
