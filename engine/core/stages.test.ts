import { describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { failure, play, toStart } from '../testing/play.ts';

describe('engine/core/stages', () => {
  it('T1.4: starts B before A ends in a parallel stage', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }, { id: 'b' }] }]));
    expect(toStart(run.first)).toEqual(['a', 'b']);
  });

  it('T1.4: starts B after A has ended in a sequential stage', () => {
    const run = play(samplePlan([{ parallel: false, tasks: [{ id: 'a' }, { id: 'b' }] }]));
    expect(toStart(run.first)).toEqual(['a']);
    expect(toStart(run.start('a'))).toEqual([]);
    expect(toStart(run.end('a'))).toEqual(['b']);
  });

  it('opens a stage when every task of the one before has ended', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }, { id: 'b' }] }, { tasks: [{ id: 'c' }] }]));
    expect(toStart(run.pass('b'))).toEqual([]);
    expect(toStart(run.pass('a'))).toEqual(['c']);
    expect(run.pass('c').map(({ type }) => type)).toEqual(['timer', 'finished']);
    expect(run.states()).toEqual({ a: 'success', b: 'success', c: 'success', run: 'success' });
  });

  it('T1.5: fails the run and skips the next stage when A fails', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }, { id: 'b' }] }, { tasks: [{ id: 'c' }] }]));
    run.pass('a', failure);
    expect(run.states()).toMatchObject({ a: 'failed', b: 'queueing', c: 'waiting', run: 'running' });
    run.pass('b');
    expect(run.states()).toEqual({ a: 'failed', b: 'success', c: 'skipped', run: 'failed' });
    expect(run.state.tasks[2]?.skip).toBe('stage');
  });

  it('T1.5: runs the next stage when A may fail, and shows A as failed', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a', allowFailure: true }] }, { tasks: [{ id: 'b' }] }]));
    expect(toStart(run.pass('a', failure))).toEqual(['b']);
    run.pass('b');
    expect(run.states()).toEqual({ a: 'failed', b: 'success', run: 'warning' });
  });

  it('goes through stages without tasks', () => {
    const run = play(samplePlan([{ tasks: [] }, { tasks: [{ id: 'a' }] }, { tasks: [] }]));
    expect(toStart(run.first)).toEqual(['a']);
    run.pass('a');
    expect(run.states()).toEqual({ a: 'success', run: 'success' });
  });

  it('ends with success at once where there is nothing to do', () => {
    const run = play(samplePlan([]));
    expect(run.first).toEqual([{ type: 'finished' }]);
    expect(run.states()).toEqual({ run: 'success' });
  });

  it('T7.5: starts a task after all that it needs', () => {
    const tasks = [
      { id: 'd', needs: ['b', 'c'] },
      { id: 'b', needs: ['a'] },
      { id: 'c', needs: ['a'] },
      { id: 'a' },
    ];
    const run = play(samplePlan([{ tasks }]));
    expect(toStart(run.first)).toEqual(['a']);
    expect(toStart(run.pass('a'))).toEqual(['b', 'c']);
    expect(toStart(run.pass('c'))).toEqual([]);
    expect(toStart(run.pass('b'))).toEqual(['d']);
  });

  it('skips what needs a failed task, and what needs that', () => {
    const tasks = [{ id: 'a' }, { id: 'b', needs: ['a'] }, { id: 'c', needs: ['b'] }, { id: 'd' }];
    const run = play(samplePlan([{ tasks }]));
    run.pass('a', failure);
    run.pass('d');
    expect(run.states()).toEqual({ a: 'failed', b: 'skipped', c: 'skipped', d: 'success', run: 'failed' });
    expect(run.state.tasks[2]?.skip).toBe('needs');
  });

  it('warns where a task does', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }] }]));
    run.pass('a', { status: 'warning' });
    expect(run.states()).toEqual({ a: 'warning', run: 'warning' });
  });

  it('does not recurse: a chain of 20,000 skipped tasks is no problem', () => {
    const tasks = Array.from({ length: 20_000 }, (_, index) => ({ id: `t${index}` }));
    const run = play(samplePlan([{ parallel: false, tasks }]));
    run.pass('t0', failure);
    expect(run.states().run).toBe('failed');
    expect(run.states().t19999).toBe('skipped');
  });
});

describe('engine/core/stages: finally', () => {
  const plan = samplePlan([{ tasks: [{ id: 'a' }] }, { tasks: [{ id: 'b' }] }], {
    last: [{ id: 'clean', needs: ['b'] }, { id: 'tell' }],
  });

  it('runs its tasks after success', () => {
    const run = play(plan);
    run.pass('a');
    expect(toStart(run.pass('b'))).toEqual(['clean', 'tell']);
    expect(run.states().run).toBe('running');
    run.pass('clean');
    run.pass('tell');
    expect(run.states().run).toBe('success');
  });

  it('runs its tasks after a failure, also those that need a skipped task', () => {
    const run = play(plan);
    expect(toStart(run.pass('a', failure))).toEqual(['clean', 'tell']);
    run.pass('clean');
    run.pass('tell');
    expect(run.states()).toEqual({
      a: 'failed',
      b: 'skipped',
      clean: 'success',
      tell: 'success',
      run: 'failed',
    });
  });

  it('fails the run when one of its tasks fails', () => {
    const run = play(plan);
    for (const task of ['a', 'b', 'clean']) run.pass(task);
    run.pass('tell', failure);
    expect(run.states().run).toBe('failed');
  });
});
