import { describe, expect, it } from 'vitest';
import { testStep } from '../../../test/support/cluster/cluster-step.ts';
import { taskFacts } from '../testing/task.ts';
import { openBudget } from './budget.ts';
import { fieldManagerOf } from './field-manager.ts';
import { bareImage, substituteImages } from './images.ts';

describe('runtime/kubernetes/budget', () => {
  it('ends the work so early that the clean-up is inside the deadline of the task', async () => {
    const deadline = new Date(Date.now() + 61_500).toISOString();
    const step = { ...testStep(), task: taskFacts({ deadline }) };
    const budget = openBudget(step, { workMs: 600_000, cleanUpMs: 60_000 });
    expect(budget.left()).toBeLessThanOrEqual(1_500);
    await new Promise((resolve) => budget.signal.addEventListener('abort', resolve));
    expect(budget.signal.reason).toMatchObject({
      code: 'TIMEOUT',
      hint: 'Give it more time in `timeout`, and the task a deadline that leaves room for it.',
    });
    expect(budget.left()).toBe(1);
    expect(budget.cleanUpSignal().aborted).toBe(false);
    await step.end();
  });

  it('ends with the step', async () => {
    const stop = new AbortController();
    const step = testStep(stop.signal);
    const budget = openBudget(step, { workMs: 600_000, cleanUpMs: 1 });
    stop.abort(new Error('cancelled'));
    expect(budget.signal.reason).toMatchObject({ message: 'cancelled' });
    await step.end();
  });
});

describe('runtime/kubernetes/images', () => {
  it('puts images in the place of others, whatever their tag, wherever pods are described', () => {
    const to = { from: 'registry.example:5000/web', to: 'registry.example:5000/web@sha256:1' };
    const unused = { from: 'nobody', to: 'x' };
    const used = new Set<typeof to>();
    const pod = {
      containers: [
        { name: 'a', image: 'registry.example:5000/web:1.0' },
        { name: 'b', image: 'db:1' },
      ],
    };
    const cron = { jobTemplate: { spec: { template: { spec: { initContainers: pod.containers } } } } };
    const object = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'a' },
      spec: { ...cron, template: { spec: pod } },
    };
    const result = JSON.stringify(substituteImages(object, [to, unused], used));
    expect(result.match(/web@sha256:1/g)).toHaveLength(2);
    expect(result).not.toContain('web:1.0');
    expect([...used]).toEqual([to]);
    expect(bareImage('localhost:5000/a/b')).toBe('localhost:5000/a/b');
  });
});

describe('runtime/kubernetes/field-manager', () => {
  it('is one for each pipeline', () => {
    expect(fieldManagerOf(undefined)).toBe('stepyard');
    expect(fieldManagerOf(taskFacts({ project: 'shop', pipeline: 'web' }))).toBe('stepyard-shop-web');
    expect(fieldManagerOf(taskFacts({ project: '商店', pipeline: 'w'.repeat(200) }))).toHaveLength(128);
  });
});
