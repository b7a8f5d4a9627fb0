import { describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { failure, play, toStart } from '../testing/play.ts';

const matrix = { values: { jdk: ['17', '21'] } };
const cells = [{ jdk: '17' }, { jdk: '21' }];

describe('engine/core/matrix', () => {
  it('runs a task once for each cell, and what is behind it after all of them', () => {
    const run = play(samplePlan([{ parallel: false, tasks: [{ id: 'a', matrix }, { id: 'b' }] }]));
    expect(run.first).toEqual([{ type: 'evaluate', task: 'a' }]);
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: true, matrix: cells }))).toEqual([
      'a-1',
      'a-2',
    ]);
    expect(run.states()).toMatchObject({ a: 'queueing', 'a-1': 'queueing' });
    run.pass('a-2', { status: 'success', outputs: { jar: 'y' } });
    expect(run.states()).toMatchObject({ a: 'running', b: 'waiting' });
    expect(toStart(run.pass('a-1', { status: 'warning', outputs: { jar: 'x', extra: 1 } }))).toEqual(['b']);
    expect(run.states()).toMatchObject({ a: 'warning', 'a-1': 'warning', 'a-2': 'success' });
    expect(run.state.tasks[0]?.products).toEqual({ outputs: { jar: ['x', 'y'], extra: [1, null] } });
    expect(run.state.tasks[2]?.matrix).toEqual({ jdk: '17' });
  });

  it('runs no more at once than it may', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a', matrix: { ...matrix, maxParallel: 2 } }] }]));
    const list = ['1', '2', '3'].map((jdk) => ({ jdk }));
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: true, matrix: list }))).toEqual([
      'a-1',
      'a-2',
    ]);
    expect(toStart(run.pass('a-1'))).toEqual(['a-3']);
  });

  it('fails when a cell fails, naming its failure', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a', matrix }] }]));
    run.apply({ type: 'evaluated', task: 'a', when: true, matrix: cells });
    run.pass('a-1', failure);
    run.pass('a-2');
    expect(run.states()).toEqual({ a: 'failed', 'a-1': 'failed', 'a-2': 'success', run: 'failed' });
    expect(run.state.tasks[0]?.failure).toEqual(failure.failure);
  });

  it('skips a task without cells, and goes on', () => {
    const run = play(samplePlan([{ parallel: false, tasks: [{ id: 'a', matrix }, { id: 'b' }] }]));
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: true, matrix: [] }))).toEqual(['b']);
    expect(run.state.tasks[0]?.skip).toBe('empty');
  });

  it('keeps its names apart from those of the pipeline', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a', matrix }, { id: 'a-1' }] }]));
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: true, matrix: cells }))).toEqual([
      'a-x1',
      'a-2',
    ]);
  });

  it('is aborted with its cells', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a', matrix: { ...matrix, maxParallel: 1 } }] }]));
    run.apply({ type: 'evaluated', task: 'a', when: true, matrix: cells });
    run.start('a-1');
    run.apply({ type: 'cancelled' });
    run.end('a-1', { status: 'aborted' });
    expect(run.states()).toEqual({ a: 'aborted', 'a-1': 'aborted', 'a-2': 'skipped', run: 'aborted' });
  });
});
