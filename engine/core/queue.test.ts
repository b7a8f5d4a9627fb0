import { describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { queue as queueRun } from '../testing/play.ts';
import { createQueue, nextInQueue, type QueueState } from './queue.ts';
import { readQuota } from './quota.ts';

let sequence = 0;
const queued = (run: string, more: object = {}) =>
  ({
    type: 'queued',
    of: {
      run,
      project: 'p',
      group: undefined,
      cancelInProgress: false,
      queuedAt: 0,
      sequence: sequence++,
      ...more,
    },
  }) as const;
const admitted = (queue: QueueState, event: Parameters<typeof nextInQueue>[1]): readonly string[] =>
  nextInQueue(queue, event).map(({ type, run }) => `${type} ${run}`);

describe('engine/core/queue', () => {
  it('T4.1: runs two runs of a project at once by default, and the third is queueing', () => {
    const queue = createQueue(() => readQuota('executor-quota', '', 2));
    expect(['a-1', 'a-2', 'a-3'].map((run) => admitted(queue, queued(run)))).toEqual([
      ['admit a-1'],
      ['admit a-2'],
      [],
    ]);
    expect(queueRun(samplePlan([{ tasks: [{ id: 'a' }] }])).states().run).toBe('queueing');
  });

  it('T4.1: runs three where the quota is "3", and leaves other projects alone', () => {
    const queue = createQueue((project) => (project === 'p' ? readQuota('executor-quota', '3') : 2));
    const runs = ['a-1', 'a-2', 'a-3', 'a-4'].flatMap((run) => admitted(queue, queued(run)));
    expect(runs).toEqual(['admit a-1', 'admit a-2', 'admit a-3']);
    expect(admitted(queue, queued('b-1', { project: 'q' }))).toEqual(['admit b-1']);
  });

  it('T4.2: admits the oldest when a place is free, once', () => {
    const queue = createQueue(() => 1);
    admitted(queue, queued('a-1'));
    admitted(queue, queued('a-3', { queuedAt: 30 }));
    admitted(queue, queued('a-2', { queuedAt: 20 }));
    for (let time = 0; time < 10; time += 1) expect(admitted(queue, queued('a-2'))).toEqual([]);
    expect(admitted(queue, { type: 'left', run: 'a-1' })).toEqual(['admit a-2']);
    expect(admitted(queue, { type: 'left', run: 'a-1' })).toEqual([]);
    expect(admitted(queue, { type: 'left', run: 'a-2' })).toEqual(['admit a-3']);
  });

  it('forgets a queueing run that was cancelled', () => {
    const queue = createQueue(() => 1);
    for (const run of ['a-1', 'a-2', 'a-3']) admitted(queue, queued(run));
    expect(admitted(queue, { type: 'left', run: 'a-2' })).toEqual([]);
    expect(admitted(queue, { type: 'left', run: 'a-1' })).toEqual(['admit a-3']);
  });

  it('gives the place of a suspended run away, and lets it go on without queueing again', () => {
    const queue = createQueue(() => 1);
    for (const run of ['a-1', 'a-2', 'a-3']) admitted(queue, queued(run));
    expect(admitted(queue, { type: 'released', run: 'a-1' })).toEqual(['admit a-2']);
    expect(admitted(queue, { type: 'retaken', run: 'a-1' })).toEqual([]);
    expect(admitted(queue, { type: 'left', run: 'a-2' })).toEqual([]);
    expect(admitted(queue, { type: 'left', run: 'a-1' })).toEqual(['admit a-3']);
  });

  it('runs one run of a concurrency group at a time, and lets others pass', () => {
    const queue = createQueue(() => 5);
    const group = { group: 'production' };
    expect(admitted(queue, queued('a-1', group))).toEqual(['admit a-1']);
    expect(admitted(queue, queued('a-2', group))).toEqual([]);
    expect(admitted(queue, queued('b-1'))).toEqual(['admit b-1']);
    expect(admitted(queue, queued('c-1', { group: 'production', project: 'q' }))).toEqual(['admit c-1']);
    admitted(queue, { type: 'released', run: 'a-1' });
    expect(admitted(queue, { type: 'left', run: 'a-1' })).toEqual(['admit a-2']);
  });

  it('cancels the older runs of a group where the new one says so', () => {
    const queue = createQueue(() => 5);
    const group = { group: 'main', cancelInProgress: true };
    admitted(queue, queued('a-1', group));
    expect(admitted(queue, queued('a-2', group))).toEqual(['supersede a-1']);
    expect(admitted(queue, queued('a-3', group))).toEqual(['supersede a-1', 'supersede a-2']);
    expect(admitted(queue, { type: 'left', run: 'a-2' })).toEqual([]);
    expect(admitted(queue, { type: 'left', run: 'a-1' })).toEqual(['admit a-3']);
  });

  it('takes runs that were found in the journal as they were', () => {
    const queue = createQueue(() => 1);
    expect(admitted(queue, { ...queued('a-2', { group: 'g' }), admitted: true })).toEqual([]);
    expect(admitted(queue, queued('a-1'))).toEqual([]);
    expect(admitted(queue, { type: 'left', run: 'a-2' })).toEqual(['admit a-1']);
  });
});

describe('engine/core/quota', () => {
  it('takes a number or its text, and the default for nothing', () => {
    expect([
      readQuota('q', 3),
      readQuota('q', '3'),
      readQuota('q', ''),
      readQuota('q', undefined, 7),
    ]).toEqual([3, 3, 2, 7]);
  });

  it.each(['0', 'two', '-1', 1.5])('refuses %j', (value) => {
    expect(() => readQuota('executor-quota', value)).toThrow(
      `\`executor-quota\` must be an integer of at least 1, got ${JSON.stringify(value)}.`,
    );
  });
});
