import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCoverage } from '@stepyard/runtime/coverage';
import { readTests } from '@stepyard/runtime/junit';
import { describe, expect, it } from 'vitest';

const fixtures = join(import.meta.dirname, 'fixtures');
const plain = (text: string) => text;

/** The rows of a table of the list of fixtures: file, and what is counted by hand. */
function rowsOf(heading: string): [file: string, counts: number[]][] {
  const list = readFileSync(join(fixtures, 'README.md'), 'utf8');
  const part = list.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  return [...part.matchAll(/^\| ([\w.-]+\.\w+) \|.*?((?:\| *\d+ )+)\|$/gm)].map(
    ([, file = '', counts = '']) => [file, counts.split('|').slice(1).map(Number)],
  );
}

const tests = rowsOf('Tests');
const coverage = rowsOf('Coverage');

describe('templates/test-report/real-reports', () => {
  it('lists every file, of at least 12 programs', () => {
    expect(tests.map(([file]) => file)).toEqual(readdirSync(join(fixtures, 'tests')).sort());
    expect(coverage.map(([file]) => file)).toEqual(readdirSync(join(fixtures, 'covered')).sort());
    expect(tests.length + coverage.length).toBeGreaterThanOrEqual(40);
    const programs = new Set(tests.map(([file]) => file.split(/[-.]/)[0]));
    expect(programs.size).toBeGreaterThanOrEqual(12);
  });

  it.each(tests)('reads the tests of %s', async (file, counts) => {
    const read = await readTests([join(fixtures, 'tests', file)], plain);
    expect(read.problems).toEqual([]);
    expect([read.tests, read.failed, read.errors, read.skipped]).toEqual(counts);
    expect(read.failures.map(({ name }) => name)).not.toContain('');
  });

  it.each(coverage)('reads the coverage of %s', async (file, counts) => {
    const { line, branch, problems } = await readCoverage([join(fixtures, 'covered', file)]);
    expect(problems).toEqual([]);
    const said = [line, branch].flatMap(({ covered, missed }) => [covered, covered + missed]);
    expect(said).toEqual(counts);
  });
});
