import { describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { failure, play, queue, success, toStart, unreachable } from '../testing/play.ts';
import type { Outcome } from './event.ts';
import { pendingCommands } from './pending.ts';

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

  describe('undoing what a suspended task has started outside', () => {
    const suspended: Outcome = {
      status: 'suspended',
      wait: { until: 9_000, callback: false, reason: 'w', undo: true },
    };
    const undo = { type: 'start', task: 'a', attempt: 1, start: 2 };
    const tasks = [{ id: 'a', timeoutMs: 1_000 }, { id: 'b' }];
    const sketch = () => samplePlan([{ tasks, scope: { tasks: 1 } }, { tasks: [{ id: 'c' }] }]);

    it('starts the task once more, beside what its scope holds, and ends it as aborted', () => {
      const run = play(sketch());
      run.pass('a', suspended);
      run.start('b');
      expect(run.apply(cancelled)).toEqual([
        undo,
        { type: 'stop', task: 'b', attempt: 1, start: 1, why: 'cancelled' },
      ]);
      expect(run.apply({ ...cancelled, force: true })).toEqual([]);
      run.now = 500;
      expect(run.start('a')).toEqual([
        { type: 'timer', task: 'a', attempt: 1, start: 2, timer: 'timeout', at: 60_500 },
      ]);
      run.end('b', { status: 'aborted' });
      expect(run.states()).toMatchObject({ a: 'running', b: 'aborted', run: 'running' });
      expect(run.end('a', success)).toEqual([{ type: 'finished' }]);
      expect(run.states()).toEqual({ a: 'aborted', b: 'aborted', c: 'skipped', run: 'aborted' });
      expect(run.state.tasks[0]?.attempts).toMatchObject([{ attempt: 1, starts: 2, state: 'aborted' }]);
    });

    it('goes on as a run that was suspended as a whole', () => {
      const run = play(samplePlan([{ tasks: [{ id: 'a' }] }]));
      expect(run.pass('a', suspended)).toContainEqual({ type: 'released' });
      expect(run.apply(cancelled)).toEqual([undo, { type: 'retaken' }]);
    });

    it('is stopped when its time is over, and is not tried again', () => {
      const run = play(samplePlan([{ tasks: [{ id: 'a', timeoutMs: 1_000 }] }]));
      run.pass('a', suspended);
      run.apply(cancelled);
      run.start('a');
      const late = { type: 'timer', task: 'a', attempt: 1, start: 2, timer: 'timeout' } as const;
      expect(run.apply(late)).toEqual([{ type: 'stop', task: 'a', attempt: 1, start: 2, why: 'cancelled' }]);
      run.end('a', unreachable);
      expect(run.states()).toEqual({ a: 'aborted', run: 'aborted' });
      expect(run.state.tasks[0]?.failure).toEqual(unreachable.failure);
    });

    it('undoes it too where the resumption had no place yet, or never came to run', () => {
      const resume = { type: 'timer', task: 'a', attempt: 1, start: 1, timer: 'resume' } as const;
      const waiting = play(sketch());
      waiting.pass('a', suspended);
      waiting.start('b');
      waiting.apply(resume);
      expect(toStart(waiting.apply(cancelled))).toEqual(['a']);
      const starting = play(samplePlan([{ tasks: [{ id: 'a' }] }]));
      starting.pass('a', suspended);
      starting.apply(resume);
      expect(starting.apply(cancelled)).toMatchObject([{ type: 'stop', start: 2 }]);
      expect(starting.end('a', { status: 'aborted' })).toEqual([{ ...undo, start: 3 }]);
    });

    it('leaves it to a resumption that runs, unless that suspends again when it is asked to stop', () => {
      const run = play(samplePlan([{ tasks: [{ id: 'a' }] }]));
      run.pass('a', suspended);
      run.apply({ type: 'timer', task: 'a', attempt: 1, start: 1, timer: 'resume' });
      run.start('a');
      run.apply(cancelled);
      expect(run.end('a', suspended)).toEqual([{ ...undo, start: 3 }]);
      run.pass('a', { status: 'aborted' });
      expect(run.states()).toEqual({ a: 'aborted', run: 'aborted' });
    });

    it('is asked for again after a restart, with what is left of its time', () => {
      const run = play(samplePlan([{ tasks: [{ id: 'a', timeoutMs: 1_000 }] }]));
      run.pass('a', suspended);
      run.apply(cancelled);
      expect(pendingCommands(run.state)).toEqual([undo]);
      run.start('a');
      expect(pendingCommands(run.state)).toEqual([
        undo,
        { type: 'timer', task: 'a', attempt: 1, start: 2, timer: 'timeout', at: 60_000 },
      ]);
    });
  });

  it('starts no new attempt', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }] }]));
    run.start('a');
    run.apply(cancelled);
    run.end('a', unreachable);
    expect(run.states()).toEqual({ a: 'aborted', run: 'aborted' });
  });
});
