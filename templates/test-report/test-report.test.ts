import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readTests } from '@stepyard/runtime/junit';
import { runStep, scratchDirectory, startStep, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { testReport } from './template.ts';
import { reportOnTests } from './test-report.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const main = join(import.meta.dirname, 'main.ts');
const green = '<testsuite name="Shop"><testcase name="sells" classname="Shop" time="0.5"/></testsuite>';
const red =
  '<testsuite name="Cart"><testcase name="adds"/><testcase name="pays" classname="Cart" file="src/cart.ts" line="7"><failure message="got 2 &amp; not 3"/></testcase></testsuite>';
const lcov = 'SF:a.c\nDA:1,1\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nend_of_record\n';

function workspaceWith(files: Readonly<Record<string, string>>): string {
  const workspace = scratchDirectory();
  writeFiles(workspace, files);
  return workspace;
}

type Inputs = Parameters<typeof runStep<typeof testReport, never>>[2]['inputs'];

function report(files: Readonly<Record<string, string>>, inputs: Inputs = {}) {
  return runStep(testReport, reportOnTests, { inputs, workspace: workspaceWith(files) });
}

describe('templates/test-report/test-report', () => {
  it('adds up what several reports say, and merges them', async () => {
    const files = { 'a/TEST-Shop.xml': green, 'b/x.tap': '1..2\nok 1 - one\nok 2 - two # SKIP slow\n' };
    const end = await report(files);
    expect(end.failure).toBeUndefined();
    expect(end.outputs).toEqual({
      tests: { run: 3, failed: 0, skipped: 1, flaky: 0 },
      files: 2,
      report: 'merged-tests.xml',
    });
    expect(end.summary).toContain('| 3 | 2 | 0 | 0 | 1 | 0.5 s |');
    const merged = readFileSync(join(end.workspace, 'merged-tests.xml'), 'utf8');
    expect(merged).toContain(
      '<testsuite name="a/TEST-Shop.xml" tests="1" failures="0" errors="0" skipped="0" time="0.5">',
    );
    expect(await readTests([join(end.workspace, 'merged-tests.xml')], (text) => text)).toMatchObject({
      tests: 3,
      skipped: 1,
      problems: [],
    });
  });

  it('merges the reports of real programs into one with the same totals', async () => {
    const workspace = scratchDirectory();
    cpSync(join(fixtures, 'tests'), workspace, { recursive: true });
    const inputs = { reports: ['*.xml', '*.tap'], onFailed: 'ignore' } as const;
    const end = await runStep(testReport, reportOnTests, { inputs, workspace });
    expect(end.failure).toBeUndefined();
    const again = await readTests([join(workspace, 'merged-tests.xml')], (text) => text);
    expect(end.outputs).toMatchObject({
      tests: { run: again.tests, failed: again.failed + again.errors, skipped: again.skipped },
    });
    expect(again.problems).toEqual([]);
  });

  it('fails on failed tests once all is shown, or warns, or lets them be', async () => {
    const files = { 'junit.xml': red };
    const end = await report(files);
    expect(end.failure).toMatchObject({
      class: 'user',
      code: 'TESTS_FAILED',
      message: '1 of 2 tests failed: `Cart › pays`.',
    });
    expect(end.annotations).toEqual([
      { level: 'error', title: 'Cart › pays', message: 'got 2 & not 3', file: 'src/cart.ts', line: 7 },
    ]);
    const warned = await report(files, { onFailed: 'warn' });
    expect(warned).toMatchObject({ status: 'warning', outputs: { tests: { run: 2, failed: 1 } } });
    expect(warned.log).toContain('warning: 1 of 2 tests failed.\n');
    expect((await report(files, { onFailed: 'ignore' })).status).toBe('success');
  });

  it('fails where there is no report, or none with a test in it', async () => {
    const missing = await report({}, { reports: ['out/*.xml'] });
    expect(missing.failure).toEqual({
      class: 'configuration',
      code: 'NOT_FOUND',
      message: '`reports` found no file by ["out/*.xml"].',
      hint: 'Check that the tests ran and where they write their reports; set `onMissing` if there may be none.',
    });
    const empty = await report({ 'junit.xml': '<testsuites/>' });
    expect(empty.failure?.message).toBe('`reports` hold no test: 1 files.');
    expect((await report({}, { onMissing: 'warn' })).status).toBe('warning');
    expect((await report({}, { onMissing: 'ignore' })).outputs).toEqual({
      tests: { run: 0, failed: 0, skipped: 0, flaky: 0 },
      files: 0,
    });
    const only = await report({ 'lcov.info': lcov }, { reports: [], coverage: ['lcov.info'] });
    expect(only.outputs).toMatchObject({ coverage: 50, branchCoverage: 50 });
  });

  it('fails below a coverage, naming what is too low', async () => {
    const files = { 'junit.xml': green, 'lcov.info': lcov };
    const inputs = { coverage: ['lcov.info'], minLine: 50, minBranch: 50.1 };
    const low = await report(files, inputs);
    expect(low.failure).toEqual({
      class: 'policy',
      code: 'GATE_FAILED',
      message: 'branch coverage must be at least 50.1 % (`minBranch`), it is 50 %.',
      hint: 'Test what is not covered yet, see the reports; or check that `coverage` finds them.',
    });
    expect(low.metrics).toContain('stepyard_coverage_percent{kind="line"} 50\n');
    expect((await report(files, { ...inputs, minBranch: 50 })).status).toBe('success');
    expect((await report({ 'junit.xml': green }, { minLine: 1 })).failure?.message).toBe(
      'line coverage must be at least 1 % (`minLine`), no report says it.',
    );
  });

  it('fails on a report that it cannot read, by its path in the workspace', async () => {
    const files = { 'junit-a.xml': green, 'junit-b.xml': '<testsuite><testcase' };
    const end = await report(files);
    expect(end.failure).toMatchObject({
      code: 'TOOL_FAILED',
      hint: 'See how it was written; set `onUnreadable` to warn if it does not matter.',
    });
    expect(end.failure?.message).toMatch(/^`junit-b\.xml` could not be read: it is not well-formed XML: /);
    expect(await report(files, { onUnreadable: 'warn' })).toMatchObject({
      status: 'warning',
      outputs: { tests: { run: 1 }, files: 2 },
    });
    expect((await report(files, { onUnreadable: 'ignore' })).status).toBe('success');
  });

  it('starts its patterns in `path`, takes `/app/` as the workspace, and follows no link out of it', async () => {
    const outside = join(workspaceWith({ 'junit.xml': red }), 'junit.xml');
    const workspace = workspaceWith({
      'sub/junit.xml': green,
      'top/junit.xml': green,
      'sub/junit-x.xml': red,
    });
    symlinkSync(outside, join(workspace, 'sub/junit-link.xml'));
    const reports = ['junit*.xml', '!junit-x.xml', '/app/top/*.xml'];
    const inputs = { path: 'sub', reports };
    const end = await runStep(testReport, reportOnTests, { inputs, workspace });
    expect(end.outputs).toMatchObject({ tests: { run: 2, failed: 0 }, files: 2 });
    const upwards = await report({}, { path: '../x' });
    expect(upwards.failure?.code).toBe('INPUT_INVALID');
  });

  it('masks secrets in what is shown and merged', async () => {
    const workspace = workspaceWith({
      'junit.xml': red.replace('got 2', 'got planted-secret').replace('pays', 'planted-secret'),
    });
    const env = { TOKEN: 'planted-secret' };
    const task = { env: ['TOKEN'], secretEnv: ['TOKEN'] };
    const end = await runStep(testReport, reportOnTests, { inputs: {}, workspace, env, task });
    expect(end.failure?.message).toBe('1 of 2 tests failed: `Cart › ***`.');
    expect(readFileSync(join(workspace, 'merged-tests.xml'), 'utf8')).not.toContain('planted-secret');
    expect(JSON.stringify(end)).not.toContain('planted-secret');
  });

  it('keeps the merged report as an artifact, also where tests failed', async () => {
    const store = scratchDirectory();
    const task = { artifacts: { store: pathToFileURL(store).href, keep: [] } };
    const inputs = { merged: 'out/all [1].xml' };
    const end = await startStep(testReport, main, {
      inputs,
      task,
      workspace: workspaceWith({ 'junit.xml': red }),
    }).end;
    expect(end.result?.failure?.code).toBe('TESTS_FAILED');
    const kept: unknown = JSON.parse(end.files.get('artifacts.json') ?? '[]');
    expect(kept).toMatchObject([{ name: 'out/all [1].xml', type: 'junit' }]);
  });
});
