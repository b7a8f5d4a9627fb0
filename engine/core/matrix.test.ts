import { describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { failure, play, toStart } from '../testing/play.ts';

const matrix = { values: { jdk: ['17', '21'] } };
const cell = (jdk: string) => ({ id: jdk, title: jdk, values: { jdk } });
const cells = [cell('17'), cell('21')];

describe('engine/core/matrix', () => {
  it('runs a task once for each cell, and what is behind it after all of them', () => {
    const run = play(samplePlan([{ parallel: false, tasks: [{ id: 'a', matrix }, { id: 'b' }] }]));
    expect(run.first).toEqual([{ type: 'evaluate', task: 'a' }]);
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: true, matrix: cells }))).toEqual([
      'a-17',
      'a-21',
    ]);
    expect(run.states()).toMatchObject({ a: 'queueing', 'a-17': 'queueing' });
    run.pass('a-21', { status: 'success', outputs: { jar: 'y' } });
    expect(run.states()).toMatchObject({ a: 'running', b: 'waiting' });
    expect(toStart(run.pass('a-17', { status: 'warning', outputs: { jar: 'x', extra: 1 } }))).toEqual(['b']);
    expect(run.states()).toMatchObject({ a: 'warning', 'a-17': 'warning', 'a-21': 'success' });
    expect(run.state.tasks[0]?.products).toEqual({ outputs: { jar: ['x', 'y'], extra: [1, null] } });
    expect(run.state.tasks[2]?.matrix).toEqual(cell('17'));
  });

  it('runs no more at once than it may', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a', matrix: { ...matrix, maxParallel: 2 } }] }]));
    const list = ['17', '21', '3'].map(cell);
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: true, matrix: list }))).toEqual([
      'a-17',
      'a-21',
    ]);
    expect(toStart(run.pass('a-17'))).toEqual(['a-3']);
  });

  it('fails when a cell fails, naming its failure', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a', matrix }] }]));
    run.apply({ type: 'evaluated', task: 'a', when: true, matrix: cells });
    run.pass('a-17', failure);
    run.pass('a-21');
    expect(run.states()).toEqual({ a: 'failed', 'a-17': 'failed', 'a-21': 'success', run: 'failed' });
    expect(run.state.tasks[0]?.failure).toEqual(failure.failure);
  });

  it('skips a task without cells, and goes on', () => {
    const run = play(samplePlan([{ parallel: false, tasks: [{ id: 'a', matrix }, { id: 'b' }] }]));
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: true, matrix: [] }))).toEqual(['b']);
    expect(run.state.tasks[0]?.skip).toBe('empty');
  });

  it('keeps its names apart from those of the pipeline', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a', matrix }, { id: 'a-17' }] }]));
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: true, matrix: cells }))).toEqual([
      'a-x17',
      'a-21',
    ]);
  });

  it('is aborted with its cells', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a', matrix: { ...matrix, maxParallel: 1 } }] }]));
    run.apply({ type: 'evaluated', task: 'a', when: true, matrix: cells });
    run.start('a-17');
    run.apply({ type: 'cancelled' });
    run.end('a-17', { status: 'aborted' });
    expect(run.states()).toEqual({ a: 'aborted', 'a-17': 'aborted', 'a-21': 'skipped', run: 'aborted' });
  });
});
