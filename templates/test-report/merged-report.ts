import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import type { Step } from '@stepyard/runtime';
import type { ToldTest } from '@stepyard/runtime/junit';

/** Puts all tests into one JUnit report, a suite for each file that they came from. */
export function mergedReport({ masked }: Pick<Step<unknown>, 'masked'>, directory: string) {
  const suites: string[] = [];
  return {
    add(file: string, tests: readonly ToldTest[]): void {
      suites.push(suiteOf(masked(relative(directory, file)), tests));
    },
    async write(file: string): Promise<void> {
      if (suites.length === 0) return;
      await mkdir(dirname(file), { recursive: true });
      const lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites>',
        ...suites,
        '</testsuites>',
        '',
      ];
      await writeFile(file, lines.join('\n'));
    },
  };
}

function suiteOf(name: string, tests: readonly ToldTest[]): string {
  const count = (outcome: ToldTest['outcome']) => tests.filter((one) => one.outcome === outcome).length;
  const attributes = {
    name,
    tests: String(tests.length),
    failures: String(count('failed')),
    errors: String(count('errors')),
    skipped: String(count('skipped')),
    time: secondsText(tests.reduce((sum, { seconds }) => sum + seconds, 0)),
  };
  return [`<testsuite${attributesText(attributes)}>`, ...tests.map(caseOf), '</testsuite>'].join('\n');
}

const elements = { failed: 'failure', errors: 'error', skipped: 'skipped' } as const;

function caseOf({ suite, name, seconds, outcome, message, file, line }: ToldTest): string {
  const attributes = {
    classname: suite,
    name,
    time: secondsText(seconds),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line: String(line) }),
  };
  if (outcome === 'passed') return `<testcase${attributesText(attributes)}/>`;
  const told = `<${elements[outcome]}${message === '' ? '' : attributesText({ message })}/>`;
  return `<testcase${attributesText(attributes)}>${told}</testcase>`;
}

function secondsText(seconds: number): string {
  return String(Math.round(seconds * 1000) / 1000);
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');
}

/** Marks as numbers; what XML cannot hold at all becomes a question mark. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/[<>&"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
