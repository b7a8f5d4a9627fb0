import { createMasker } from '@stepyard/contract/mask';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReports, summaryLimit } from './reports.ts';

function reporting() {
  const files = new Map<string, string>();
  let writes = 0;
  const reports = createReports(
    (file, content) => {
      writes += 1;
      files.set(file, content);
    },
    createMasker(['hunter2-hunter2']),
    '/work/space',
  );
  return {
    ...reports,
    read: (file: string) => JSON.parse(files.get(file) ?? 'null'),
    files,
    writes: () => writes,
  };
}

describe('runtime/reports', () => {
  beforeEach(() =>
    vi.useFakeTimers({
      now: Date.UTC(2026, 0, 1),
      toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
    }),
  );
  afterEach(() => vi.useRealTimers());

  it('writes the first change at once and then at most twice a second', () => {
    const { status, read, writes } = reporting();
    status('one');
    for (let n = 0; n < 100; n++) status(`number ${n}`);
    expect(read('status.json')).toEqual({ text: 'one', time: '2026-01-01T00:00:00.000Z' });
    vi.advanceTimersByTime(500);
    expect(read('status.json').text).toBe('number 99');
    expect(writes()).toBe(2);
  });

  it('keeps the fraction between 0 and 1', () => {
    const { progress, flush, read } = reporting();
    for (const [given, kept] of [
      [-1, 0],
      [0.5, 0.5],
      [7, 1],
      [Number.NaN, 0],
    ] as const) {
      progress(given, 'halfway');
      flush();
      expect(read('progress.json')).toMatchObject({ fraction: kept, text: 'halfway' });
    }
  });

  it('adds to the summary, masked also where a secret comes in two parts', () => {
    const { summary, flush, files } = reporting();
    summary('# Title');
    summary('a hunter2-hunter2 b\n');
    flush();
    expect(files.get('summary.md')).toBe('# Title\na *** b\n');
  });

  it('cuts a summary between characters and says so', () => {
    const { summary, flush, files } = reporting();
    summary('行'.repeat(summaryLimit));
    summary('more');
    flush();
    const text = files.get('summary.md') ?? '';
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(summaryLimit);
    expect(text.endsWith('行\n\n_The rest was left out: a summary holds at most 1 MiB._\n')).toBe(true);
  });

  it('names files of annotations below the workspace', () => {
    const { annotate, flush, read } = reporting();
    annotate({ level: 'error', message: 'm', file: '/app/src/a.ts', line: 1 });
    annotate({ level: 'error', message: 'm', file: '/work/space/src/a.ts' });
    annotate({ level: 'error', message: 'm', file: 'src/a.ts' });
    flush();
    const files = read('annotations.json').map(({ file }: { file: string }) => file);
    expect(files).toEqual(['src/a.ts', 'src/a.ts', 'src/a.ts']);
  });

  it('bounds annotations, in number and length', () => {
    const { annotate, flush, read } = reporting();
    for (let n = 0; n < 1_010; n++) annotate({ level: 'notice', message: 'x'.repeat(5_000), title: 't' });
    flush();
    const annotations = read('annotations.json');
    expect(annotations).toHaveLength(1_000);
    expect(annotations[0].message).toBe(`${'x'.repeat(4_095)}…`);
    expect(annotations.at(-1)).toEqual({
      level: 'notice',
      message: '11 further annotations were left out: at most 999.',
    });
  });
});
