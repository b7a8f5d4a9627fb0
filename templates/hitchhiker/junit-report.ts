import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { create } from 'xmlbuilder2';
import type { Case } from './run-collection.ts';

/** Writes the assertions as JUnit reads them: a suite for each request. */
export async function writeReport(
  file: string,
  cases: readonly Case[],
  mask: (text: string) => string,
): Promise<void> {
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', { name: 'hitchhiker' });
  for (const [request, own] of Object.entries(Object.groupBy(cases, (one) => one.request))) {
    const suite = root.ele('testsuite', { name: plain(mask(request)), ...countsOf(own ?? []) });
    for (const { name, outcome, message, timeMs } of own ?? []) {
      const attributes = { classname: plain(mask(request)), name: plain(mask(name)), time: seconds(timeMs) };
      const test = suite.ele('testcase', attributes);
      if (outcome === 'skipped') test.ele('skipped');
      if (outcome === 'failed') test.ele('failure', { message: plain(mask(message)) });
      if (outcome === 'error') test.ele('error', { message: plain(mask(message)) });
    }
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${root.end({ prettyPrint: true })}\n`);
}

function countsOf(cases: readonly Case[]) {
  const count = (wanted: Case['outcome']) => String(cases.filter(({ outcome }) => outcome === wanted).length);
  const time = seconds(cases.reduce((sum, { timeMs }) => sum + timeMs, 0));
  return {
    tests: String(cases.length),
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    time,
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Without the characters that XML 1.0 does not have. */
function plain(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, '\uFFFD');
}
