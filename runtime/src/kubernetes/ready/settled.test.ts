import { describe, expect, it } from 'vitest';
import { createSettling } from './settled.ts';

const now = Date.parse('2026-01-02T03:04:05Z');
const object = (container: object, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: [{ name: 'web', ...container }] } }, ...spec },
});
const pod = (secondsAgo: number, restartCount = 0) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', uid: 'u' },
  status: {
    containerStatuses: [
      {
        name: 'web',
        restartCount,
        state: { running: { startedAt: new Date(now - secondsAgo * 1000).toISOString() } },
      },
    ],
  },
});

describe('runtime/kubernetes/ready/settled', () => {
  it('believes a container without a probe once it has run for three seconds, after a restart for ten', () => {
    const isSettled = createSettling();
    expect(isSettled(object({}), [pod(0)], now)).toBe(false);
    expect(isSettled(object({}), [pod(0)], now + 2_999)).toBe(false);
    expect(isSettled(object({}), [pod(0)], now + 3_000)).toBe(true);
    expect(isSettled(object({}), [pod(0, 1)], now + 3_000)).toBe(false);
    expect(isSettled(object({}), [pod(0, 1)], now + 13_000)).toBe(true);
  });

  it('believes a probe, `minReadySeconds`, and what has run for long', () => {
    const isSettled = createSettling();
    expect(isSettled(object({ readinessProbe: {} }), [pod(0)], now)).toBe(true);
    expect(isSettled(object({}, { minReadySeconds: 5 }), [pod(0)], now)).toBe(true);
    expect(isSettled(object({}), [pod(61)], now)).toBe(true);
  });
});
