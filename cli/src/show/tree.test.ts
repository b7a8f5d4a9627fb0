import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { runView } from '../../test/run-view.ts';
import { type TreeOptions, tree } from './tree.ts';

const shown = (run: ReturnType<typeof runView>, options: Partial<TreeOptions> = {}) =>
  tree(run, { now: 13_000, tails: new Map(), columns: 80, rows: 30, ...options }).join('\n');
const attempt = {
  attempt: 1,
  starts: 1,
  startedAt: 0,
  finishedAt: undefined,
  usedMs: 0,
  state: 'running',
  failure: undefined,
  node: undefined,
} as const;

describe('cli/show/tree', () => {
  it('shows stages, tasks, durations, and the last lines of what runs', () => {
    const run = runView(
      {
        build: { install: 'success', 'unit tests': { state: 'running', attempts: [attempt, attempt] } },
        release: { publish: 'waiting' },
        finally: { tidy: 'waiting' },
      },
      { title: 'Shop 商店' },
    );
    const tails = new Map([['unit tests', ['one', '\x1b[32mtwo\x1b[0m\t!']]]);
    expect(shown(run, { tails })).toBe(`● shop-12  Shop 商店  running  13.0 s
  build
    ✓ install  script  2.5 s
    ● unit tests  script  attempt 2  12.0 s
        one
        two  !
  release
    ○ publish  script
  finally
    ○ tidy  script`);
  });

  it('says why a task failed, was skipped or waits, and shows a matrix', () => {
    const failure = { class: 'user', code: 'TESTS_FAILED', message: '', hint: '' } as const;
    const run = runView({
      test: {
        lint: { state: 'failed', failure },
        each: { state: 'running', instances: ['each-1', 'each-2'] },
        'each-1': { state: 'success', title: 'each (20)', matrix: { id: 'x', values: {}, title: '20' } },
        'each-2': { state: 'running', title: 'each (24)', matrix: { id: 'x', values: {}, title: '24' } },
        deploy: { state: 'skipped', skipped: 'needs' },
        approve: { state: 'suspended', wait: { until: 0, callback: true, reason: 'asks\nAnn' } },
      },
    });
    expect(shown(run)).toBe(`● shop-12  running  13.0 s
  test
    ✗ lint  script  TESTS_FAILED  2.5 s
    ● each  script  2 times  12.0 s
      ✓ each (20)  script  2.5 s
      ● each (24)  script  12.0 s
    – deploy  script  a task before it failed
    ⏸ approve  script  asks Ann  12.0 s`);
  });

  it('folds what has ended and what waits before what runs, and never what failed', () => {
    const many = (state: 'success' | 'waiting', from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`t${from + index}`, state]));
    const run = runView({
      build: many('success', 0, 5),
      test: { ...many('success', 5, 15), broken: 'failed', live: 'running', ...many('waiting', 15, 20) },
      release: many('waiting', 20, 25),
    });
    const tails = new Map([['live', ['first', 'second', 'third']]]);
    expect(shown(run, { rows: 9, tails })).toBe(`● shop-12  running  13.0 s
  ✓ build  5 tasks
  test
    ✓ 10 of 17 done
    ✗ broken  script  2.5 s
    ● live  script  12.0 s
        third
    ○ 5 more to come
  ○ release  5 tasks`);
    expect(shown(run, { rows: 20, tails }).split('\n')).toHaveLength(13);
    expect(shown(run, { rows: 4, tails }).split('\n').at(-1)).toBe('  … 5 more lines');
  });

  it('makes no line wider than the terminal, with wide signs and without what a terminal obeys', () => {
    const run = runView(
      {
        构建与测试阶段的名称很长很长: { a: { title: '编译并测试整个项目\x1b]0;owned\x07\nagain'.repeat(3) } },
      },
      { title: '\x1b[2J商店' },
    );
    const tails = new Map([['a', ['正在下载依赖包，请稍候……'.repeat(9)]]]);
    for (const columns of [1, 7, 20, 33, 40]) {
      const lines = shown(run, { tails, columns }).split('\n');
      expect(lines).toHaveLength(4);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      expect(lines.join('')).not.toMatch(/[\x00-\x1a\x1c-\x1f]|\x1b[^[]|\x1b\[[0-9;]*[^m0-9;]/);
    }
    expect(shown(run, { tails, columns: 20 })).toBe(`● shop-12  商店  ru…
  构建与测试阶段的…
    ● 编译并测试整…
        正在下载依…`);
  });
});
