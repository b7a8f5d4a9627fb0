import { describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { failure, play, success, toStart, unreachable } from '../testing/play.ts';
import type { Outcome } from './event.ts';

const one = (task: object = {}) => samplePlan([{ tasks: [{ id: 'a', ...task }] }, { tasks: [{ id: 'b' }] }]);
const internal: Outcome = {
  status: 'failed',
  failure: { class: 'infrastructure', code: 'INTERNAL', message: 'Ours.', hint: 'Report it.' },
  retried: 'once',
};
const suspended = (until: number, callback = false): Outcome => ({
  status: 'suspended',
  wait: { until, callback, reason: 'build 7' },
});
const at = { task: 'a', attempt: 1, start: 1 };

describe('engine/core/attempt: retries', () => {
  it('tries again after a back-off that doubles, as a new attempt', () => {
    const run = play(one({ retries: 3 }));
    run.start('a');
    run.now = 10;
    expect(run.end('a', unreachable)).toEqual([{ type: 'timer', ...at, timer: 'retry', at: 1010 }]);
    expect(run.states()).toMatchObject({ a: 'waiting', b: 'waiting', run: 'running' });
    run.now = 1010;
    expect(run.apply({ type: 'timer', ...at, timer: 'retry' })).toEqual([
      { type: 'start', task: 'a', attempt: 2, start: 1 },
    ]);
    run.start('a');
    expect(run.end('a', unreachable)).toEqual([
      { type: 'timer', task: 'a', attempt: 2, start: 1, timer: 'retry', at: 3010 },
    ]);
  });

  it('waits no longer than the maximum', () => {
    const run = play(one({ retries: 20 }), { retry: { baseMs: 1000, maxMs: 5000 } });
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      run.pass('a', unreachable);
      run.apply({ type: 'timer', task: 'a', attempt, start: 1, timer: 'retry' });
    }
    run.start('a');
    expect(run.end('a', unreachable)).toMatchObject([{ at: 5000 }]);
  });

  it('fails after as many retries as the task has', () => {
    const run = play(one({ retries: 1 }));
    run.pass('a', unreachable);
    run.apply({ type: 'timer', ...at, timer: 'retry' });
    run.pass('a', unreachable);
    expect(run.states()).toEqual({ a: 'failed', b: 'skipped', run: 'failed' });
    expect(run.state.tasks[0]?.attempts.map(({ attempt, state }) => [attempt, state])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
    ]);
  });

  it('does not try again what no repetition heals', () => {
    const run = play(one());
    run.pass('a', failure);
    expect(run.states().a).toBe('failed');
  });

  it('tries an internal failure again once', () => {
    const run = play(one());
    run.pass('a', internal);
    expect(run.states().a).toBe('waiting');
    run.apply({ type: 'timer', ...at, timer: 'retry' });
    run.pass('a', internal);
    expect(run.states().a).toBe('failed');
  });

  it('ignores answers of an earlier attempt', () => {
    const run = play(one());
    run.pass('a', unreachable);
    run.apply({ type: 'timer', ...at, timer: 'retry' });
    expect(run.apply({ type: 'ended', ...at, outcome: success })).toEqual([]);
    expect(run.apply({ type: 'timer', ...at, timer: 'retry' })).toEqual([]);
    expect(run.states().a).toBe('queueing');
  });
});

describe('engine/core/attempt: products', () => {
  it('keeps all that the attempt left, the packs of its artifacts too', () => {
    const entry = {
      name: 'a.jar',
      offset: 8,
      size: 3,
      sha256: 'ab',
      updatedAt: '2026-01-01T00:00:00Z',
      mode: 420,
    };
    const products = {
      outputs: { jar: 'a.jar' },
      summary: 'built',
      annotations: [{ level: 'warning', message: 'old' }] as const,
      artifacts: [{ ...entry, type: 'file', pack: 'p/a.pack' }] as const,
      packs: [{ pack: 'p/a.pack', files: 1, bytes: 3 }],
    };
    const run = play(one());
    run.pass('a', { status: 'success', ...products });
    expect(run.state.tasks[0]?.products).toEqual(products);
  });
});

describe('engine/core/attempt: timeout', () => {
  it('T1.3: stops the task, fails it with TIMEOUT and starts no later stage', () => {
    const run = play(one({ timeoutMs: 2000 }));
    run.now = 500;
    expect(run.start('a')).toEqual([{ type: 'timer', ...at, timer: 'timeout', at: 2500 }]);
    run.now = 2500;
    expect(run.apply({ type: 'timer', ...at, timer: 'timeout' })).toEqual([
      { type: 'stop', ...at, why: 'timeout' },
    ]);
    expect(run.end('a', { status: 'aborted' })).toEqual([{ type: 'finished' }]);
    expect(run.states()).toEqual({ a: 'failed', b: 'skipped', run: 'failed' });
    expect(run.state.tasks[0]?.failure).toEqual({
      class: 'timeout',
      code: 'TIMEOUT',
      message: '`a` ran longer than its timeout of 2s.',
      hint: 'Raise `timeout` of the task, or find out what it was waiting for in its log.',
    });
  });

  it('is over when the task has ended in time', () => {
    const run = play(one({ timeoutMs: 2000 }));
    run.pass('a');
    expect(run.apply({ type: 'timer', ...at, timer: 'timeout' })).toEqual([]);
  });

  it('does not count the time that the task was suspended', () => {
    const run = play(one({ timeoutMs: 2000 }));
    run.start('a');
    run.now = 1500;
    run.end('a', suspended(90_000));
    run.now = 90_000;
    run.apply({ type: 'timer', ...at, timer: 'resume' });
    run.now = 91_000;
    expect(run.start('a')).toEqual([
      { type: 'timer', task: 'a', attempt: 1, start: 2, timer: 'timeout', at: 91_500 },
    ]);
  });
});

describe('engine/core/attempt: suspension', () => {
  it('resumes the same attempt at its time, and uses up no retry', () => {
    const run = play(one({ retries: 0 }));
    run.start('a');
    expect(run.end('a', suspended(5000))).toEqual([
      { type: 'timer', ...at, timer: 'resume', at: 5000 },
      { type: 'released' },
    ]);
    expect(run.states()).toEqual({ a: 'suspended', b: 'waiting', run: 'suspended' });
    expect(run.apply({ type: 'timer', ...at, timer: 'resume' })).toEqual([
      { type: 'start', task: 'a', attempt: 1, start: 2 },
      { type: 'retaken' },
    ]);
    expect(toStart(run.pass('a'))).toEqual(['b']);
    expect(run.state.tasks[0]?.attempts).toMatchObject([{ attempt: 1, starts: 2, state: 'success' }]);
  });

  it('resumes by a callback, and by no second one', () => {
    const run = play(one());
    run.pass('a', suspended(5000, true));
    expect(toStart(run.apply({ type: 'callback', task: 'a' }))).toEqual(['a']);
    run.pass('a', suspended(9000));
    expect(run.apply({ type: 'callback', task: 'a' })).toEqual([]);
  });

  it('keeps a callback that comes before the task has suspended', () => {
    const run = play(one());
    run.start('a');
    expect(run.apply({ type: 'callback', task: 'a' })).toEqual([]);
    expect(toStart(run.end('a', suspended(5000, true)))).toEqual(['a']);
  });

  it('leaves the run running while another task runs', () => {
    const run = play(samplePlan([{ tasks: [{ id: 'a' }, { id: 'c' }] }]));
    run.pass('a', suspended(5000));
    expect(run.states().run).toBe('running');
    expect(run.pass('c').map(({ type }) => type)).toEqual(['timer', 'released']);
    expect(run.states().run).toBe('suspended');
  });
});

describe('engine/core/attempt: evaluation', () => {
  const when = { expression: '${{ inputs.deploy }}' };

  it('skips a task whose `when` is false, and goes on behind it', () => {
    const run = play(samplePlan([{ parallel: false, tasks: [{ id: 'a', when }, { id: 'b' }] }]));
    expect(run.first).toEqual([{ type: 'evaluate', task: 'a' }]);
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: false }))).toEqual(['b']);
    run.pass('b');
    expect(run.states()).toEqual({ a: 'skipped', b: 'success', run: 'success' });
  });

  it('starts a task whose `when` is true', () => {
    const run = play(one({ when }));
    expect(toStart(run.apply({ type: 'evaluated', task: 'a', when: true }))).toEqual(['a']);
    expect(run.apply({ type: 'evaluated', task: 'a', when: true })).toEqual([]);
  });

  it('fails a task that cannot be evaluated', () => {
    const run = play(one({ when }));
    const why = { class: 'configuration', code: 'INPUT_INVALID', message: 'No.', hint: 'Look.' } as const;
    run.apply({ type: 'refused', task: 'a', failure: why });
    expect(run.states()).toEqual({ a: 'failed', b: 'skipped', run: 'failed' });
    expect(run.state.tasks[0]?.failure).toEqual(why);
  });

  it('asks `when` after a failure where it asks for the status', () => {
    const tasks = [{ id: 'a' }, { id: 'b', needs: ['a'], when }, { id: 'c', needs: ['a'], when }];
    const run = play(samplePlan([{ tasks }, { tasks: [{ id: 'd', when }] }]), { tolerant: ['b', 'd'] });
    expect(run.pass('a', failure).slice(1)).toEqual([{ type: 'evaluate', task: 'b' }]);
    expect(run.apply({ type: 'evaluated', task: 'b', when: false })).toEqual([
      { type: 'evaluate', task: 'd' },
    ]);
    run.apply({ type: 'evaluated', task: 'd', when: true });
    run.pass('d');
    expect(run.states()).toEqual({ a: 'failed', b: 'skipped', c: 'skipped', d: 'success', run: 'failed' });
  });
});
