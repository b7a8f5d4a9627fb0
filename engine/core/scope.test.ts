import { describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { play, toStart, unreachable } from '../testing/play.ts';

const three = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

describe('engine/core/scope', () => {
  it('T7.7: lets the third task wait where a stage has two processors', () => {
    const run = play(samplePlan([{ tasks: three, scope: { cpu: 2000 } }]));
    expect(toStart(run.first)).toEqual(['a', 'b']);
    expect(run.states().c).toBe('queueing');
    expect(toStart(run.pass('b'))).toEqual(['c']);
  });

  it('T7.7: holds the limit of the pipeline over its stages', () => {
    const run = play(samplePlan([{ tasks: three, scope: { tasks: 3 } }], { scope: { cpu: 2000 } }));
    expect(toStart(run.first)).toEqual(['a', 'b']);
  });

  it('counts tasks', () => {
    const run = play(samplePlan([{ tasks: three, scope: { tasks: 1 } }]));
    expect(toStart(run.first)).toEqual(['a']);
    expect(toStart(run.pass('a'))).toEqual(['b']);
    expect(toStart(run.pass('b'))).toEqual(['c']);
  });

  it('runs a task that is bigger than its scope alone', () => {
    const tasks = [{ id: 'a' }, { id: 'big', cpu: 8000 }, { id: 'c' }];
    const run = play(samplePlan([{ tasks, scope: { cpu: 2000 } }]));
    expect(toStart(run.first)).toEqual(['a']);
    expect(toStart(run.pass('a'))).toEqual(['big']);
    expect(toStart(run.pass('big'))).toEqual(['c']);
  });

  it('gives the place away during a back-off and takes it again', () => {
    const run = play(samplePlan([{ tasks: three, scope: { tasks: 1 } }]));
    expect(toStart(run.pass('a', unreachable))).toEqual(['b']);
    expect(toStart(run.apply({ type: 'timer', task: 'a', attempt: 1, start: 1, timer: 'retry' }))).toEqual(
      [],
    );
    expect(toStart(run.pass('b'))).toEqual(['c']);
    expect(toStart(run.pass('c'))).toEqual(['a']);
  });

  it('gives the place away while suspended, also where a callback came early', () => {
    const wait = { until: 9, callback: true, reason: 'w' };
    const run = play(samplePlan([{ tasks: three, scope: { tasks: 1 } }]));
    run.start('a');
    run.apply({ type: 'callback', task: 'a' });
    expect(toStart(run.end('a', { status: 'suspended', wait }))).toEqual(['b']);
    expect(toStart(run.pass('b'))).toEqual(['c']);
    expect(toStart(run.pass('c'))).toEqual(['a']);
    run.pass('a');
    expect(run.states().run).toBe('success');
  });
});
