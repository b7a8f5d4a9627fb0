import { readText } from '../xml.ts';
import { secondsOf, type TestCase } from './test-case.ts';

/** Reads a stream of the Test Anything Protocol; of nested tests the innermost count. */
export async function readTap(path: string, found: (one: TestCase) => void): Promise<void> {
  const { Parser } = await import('tap-parser');
  const parser = new Parser();
  watch(parser, '', found);
  const complete = new Promise((resolve) => parser.on('complete', resolve));
  for await (const text of readText(path)) parser.write(text);
  parser.end();
  await complete;
}

type TapParser = InstanceType<typeof import('tap-parser').Parser>;
type TapResult = InstanceType<typeof import('tap-parser').Result>;

function watch(parser: TapParser, suite: string, found: (one: TestCase) => void): void {
  let inner: { tests: number; failed: number } | undefined;
  parser.on('child', (child: TapParser) => {
    const counts = { tests: 0, failed: 0 };
    watch(child, [suite, child.name].filter((name) => name !== '').join(' › '), (one) => {
      counts.tests += 1;
      if (one.outcome === 'failed' || one.outcome === 'errors') counts.failed += 1;
      found(one);
    });
    child.on('complete', () => {
      inner = counts;
    });
  });
  parser.on('assert', ({ ok, name, skip, todo, diag, time }: TapResult) => {
    const group = inner;
    inner = undefined;
    // The line that sums up a group is no test, unless it failed by itself.
    if (group !== undefined && group.tests > 0 && (ok || group.failed > 0)) return;
    found({
      name: name || '(no name)',
      suite,
      seconds: secondsOf(diagText(diag, 'duration_ms') || String(time ?? 0)) / 1000,
      outcome: skip !== false || todo !== false ? 'skipped' : ok ? 'passed' : 'failed',
      message: diagText(diag, 'error') || diagText(diag, 'message'),
      details: diagText(diag, 'stack'),
    });
  });
  parser.on('bailout', (reason: unknown) => found(broken(suite, `Bail out! ${String(reason)}`)));
  parser.on('complete', ({ failures }: { failures: readonly object[] }) => {
    for (const failure of failures) {
      if (!('id' in failure) && 'tapError' in failure) found(broken(suite, String(failure.tapError)));
    }
  });
}

function broken(suite: string, message: string): TestCase {
  return { name: '(the run itself)', suite, seconds: 0, outcome: 'errors', message, details: '' };
}

function diagText(diag: unknown, key: string): string {
  if (typeof diag !== 'object' || diag === null) return '';
  const value: unknown = new Map(Object.entries(diag)).get(key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
