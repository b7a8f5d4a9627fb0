import { describe, expect, it } from 'vitest';
import { assess } from './assess.ts';

const of = (apiVersion: string, kind: string, rest: object) =>
  assess({ apiVersion, kind, metadata: { name: 'a', generation: 2 }, ...rest });

const condition = (type: string, status: string, reason = 'R', message = '') => ({
  conditions: [{ type, status, reason, message }],
});

describe('runtime/kubernetes/ready/assess', () => {
  it.each([
    [
      'apps/v1',
      'Deployment',
      { status: { observedGeneration: 1 } },
      'waiting',
      'its controller has not looked at it yet',
    ],
    [
      'apps/v1',
      'Deployment',
      { spec: { replicas: 3 }, status: { observedGeneration: 2, updatedReplicas: 1 } },
      'waiting',
      '1 of 3 replicas are new',
    ],
    [
      'apps/v1',
      'Deployment',
      {
        spec: { replicas: 1 },
        status: { observedGeneration: 2, updatedReplicas: 1, replicas: 2, availableReplicas: 2 },
      },
      'waiting',
      '1 old replicas are still there',
    ],
    [
      'apps/v1',
      'Deployment',
      { spec: { paused: true }, status: { observedGeneration: 2 } },
      'failed',
      'it is paused',
    ],
    [
      'apps/v1',
      'Deployment',
      { status: { observedGeneration: 2, ...condition('Progressing', 'False', 'ProgressDeadlineExceeded') } },
      'failed',
      'no progress within its deadline (600 s)',
    ],
    ['apps/v1', 'Deployment', { spec: { replicas: 0 }, status: { observedGeneration: 2 } }, 'ready', 'ready'],
    [
      'apps/v1',
      'StatefulSet',
      {
        status: {
          observedGeneration: 2,
          readyReplicas: 1,
          updatedReplicas: 0,
          updateRevision: 'b',
          currentRevision: 'a',
        },
      },
      'waiting',
      '0 of 1 replicas are new',
    ],
    [
      'apps/v1',
      'StatefulSet',
      {
        spec: { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
        status: {
          observedGeneration: 2,
          readyReplicas: 3,
          updatedReplicas: 1,
          updateRevision: 'b',
          currentRevision: 'a',
        },
      },
      'ready',
      'ready',
    ],
    [
      'apps/v1',
      'DaemonSet',
      {
        status: {
          observedGeneration: 2,
          desiredNumberScheduled: 2,
          updatedNumberScheduled: 2,
          numberAvailable: 1,
        },
      },
      'waiting',
      '1 of 2 pods are available',
    ],
    [
      'batch/v1',
      'Job',
      {
        status: condition(
          'Failed',
          'True',
          'BackoffLimitExceeded',
          'Job has reached the specified backoff limit',
        ),
      },
      'failed',
      'it failed: Job has reached the specified backoff limit',
    ],
    ['batch/v1', 'Job', { status: condition('Complete', 'True') }, 'ready', 'ready'],
    [
      'batch/v1',
      'Job',
      { status: { succeeded: 1 }, spec: { completions: 2 } },
      'waiting',
      '1 of 2 completions',
    ],
    ['v1', 'Pod', { status: { phase: 'Failed', reason: 'Evicted' } }, 'failed', 'it failed: Evicted'],
    ['v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }, 'waiting', 'no volume yet'],
    [
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      { status: condition('NamesAccepted', 'False', 'R', 'taken') },
      'failed',
      'its names are taken: taken',
    ],
    [
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      { status: condition('Established', 'True') },
      'ready',
      'ready',
    ],
    ['v1', 'ConfigMap', {}, 'ready', 'ready'],
    [
      'shop.example/v1',
      'Deployment',
      { status: condition('Ready', 'False', 'Waiting', 'for payment') },
      'waiting',
      'for payment',
    ],
    [
      'shop.example/v1',
      'Cart',
      { status: condition('Stalled', 'True', 'Broken') },
      'failed',
      'it stalls: Broken',
    ],
    ['shop.example/v1', 'Cart', { status: condition('Reconciling', 'True', 'Busy') }, 'waiting', 'Busy'],
  ] as const)('judges %s %s %j: %s', (apiVersion, kind, rest, state, progress) => {
    expect(of(apiVersion, kind, rest)).toMatchObject({ state, progress });
  });
});
