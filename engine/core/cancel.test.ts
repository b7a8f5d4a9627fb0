import { describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { failure, play, queue, success, toStart, unreachable } from '../testing/play.ts';

const cancelled = { type: 'cancelled', by: 'ann' } as const;

describe('engine/core/cancel', () => {
  it('T4.6: stops what runs, ends as aborted, and does nothing the second time', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }, { id: 'b' }] }, { tasks: [{ id: 'c' }] }]));
    run.start('a');
    run.pass('b');
    expect(run.apply(cancelled)).toEqual([
      { type: 'stop', task: 'a', attempt: 1, start: 1, why: 'cancelled' },
    ]);
    expect(run.apply(cancelled)).toEqual([]);
    expect(run.end('a', { ...failure, status: 'aborted' })).toEqual([{ type: 'finished' }]);
    expect(run.states()).toEqual({ a: 'aborted', b: 'success', c: 'skipped', run: 'aborted' });
    expect(run.state.tasks[2]?.skip).toBe('cancelled');
    expect(run.apply(cancelled)).toEqual([]);
  });

  it('ends a queueing run at once, without `finally`', () => {
    const run = queue(samplePlan([{ tasks: [{ id: 'a' }] }], { last: [{ id: 'z' }] }));
    expect(run.apply(cancelled)).toEqual([{ type: 'finished' }]);
    expect(run.states()).toEqual({ a: 'skipped', z: 'skipped', run: 'aborted' });
  });

  it('runs `finally` after a cancel, and cancels that only by force', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }] }], { last: [{ id: 'z' }] }));
    run.start('a');
    run.apply(cancelled);
    expect(toStart(run.end('a', failure))).toEqual(['z']);
    run.start('z');
    expect(run.apply(cancelled)).toEqual([]);
    expect(run.apply({ ...cancelled, force: true })).toMatchObject([{ type: 'stop', task: 'z' }]);
    run.end('z', failure);
    expect(run.states()).toEqual({ a: 'aborted', z: 'aborted', run: 'aborted' });
  });

  it('stops `finally` when it comes during it', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }] }], { last: [{ id: 'z' }] }));
    run.pass('a');
    run.start('z');
    expect(run.apply(cancelled)).toMatchObject([{ type: 'stop', task: 'z' }]);
  });

  it('tells work that was done in spite of it as done', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }] }]));
    run.start('a');
    run.apply(cancelled);
    run.end('a', success);
    expect(run.states()).toEqual({ a: 'success', run: 'aborted' });
  });

  it('ends at once what waits for a retry, a time or a place', () => {
    const tasks = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    const run = play(samplePlan([{ tasks, scope: { tasks: 2 } }]));
    run.pass('a', unreachable);
    run.pass('b', { status: 'suspended', wait: { until: 9, callback: false, reason: 'w' } });
    run.start('c');
    run.apply({ type: 'timer', task: 'b', attempt: 1, start: 1, timer: 'resume' });
    run.apply(cancelled);
    expect(run.states()).toMatchObject({ a: 'aborted', b: 'queueing', c: 'running', run: 'running' });
    run.end('b', { status: 'aborted' });
    run.end('c', { status: 'aborted' });
    expect(run.states()).toEqual({ a: 'aborted', b: 'aborted', c: 'aborted', run: 'aborted' });
  });

  it('starts no new attempt', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }] }]));
    run.start('a');
    run.apply(cancelled);
    run.end('a', unreachable);
    expect(run.states()).toEqual({ a: 'aborted', run: 'aborted' });
  });
});
