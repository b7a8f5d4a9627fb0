import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCluster, testStep } from '../../../../test/support/cluster/cluster-step.ts';
import { type FakeCluster, startFakeCluster } from '../../../../test/support/cluster/fake-cluster.ts';
import type { KubeObject } from '../object.ts';
import type { Target } from './subject.ts';
import { type ReadyOptions, waitReady } from './wait.ts';

let fake: FakeCluster;
beforeEach(async () => {
  fake = await startFakeCluster();
});
afterEach(() => fake.close());

const resource = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
  verbs: [],
};
const namespace = 'shop';

function deployment(status: object, more: object = {}): KubeObject {
  return fake.put({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace,
      uid: 'uid-web',
      annotations: { 'deployment.kubernetes.io/revision': '2' },
    },
    spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, ...more },
    status: { observedGeneration: 1, ...status },
  });
}

function replicaSet(name: string, revision: string): void {
  fake.put({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...{ name, namespace, uid: `uid-${name}`, labels: { app: 'web' } },
      annotations: { 'deployment.kubernetes.io/revision': revision },
      ownerReferences: [{ uid: 'uid-web' }],
    },
  });
}

function pod(name: string, owner: string, status: object): void {
  fake.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `uid-${name}`,
      labels: { app: 'web' },
      ownerReferences: [{ uid: owner }],
    },
    status,
  });
}

const inWaiting = (reason: string, message: string, more: object = {}) => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'web', image: 'web:2', state: { waiting: { reason, message } }, ...more }],
});

async function wait(object: KubeObject, options: Partial<ReadyOptions> = {}, step = testStep()) {
  const { cluster } = await testCluster({ case: 'kubeconfig', kubeconfig: fake.kubeconfig }, namespace, step);
  const targets: Target[] = [{ object, resource }];
  const end = await waitReady(cluster, targets, { timeoutMs: 20_000, ...options }).catch(
    (error: unknown) => error,
  );
  return { end, lines: step.lines };
}

const complete = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };

describe('runtime/kubernetes/ready/wait', () => {
  it('asks once where all is ready', async () => {
    expect((await wait(deployment(complete))).end).toBeUndefined();
  });

  it('shows how far it is until it is ready', async () => {
    const step = testStep();
    const waited = wait(deployment({ replicas: 1, updatedReplicas: 0 }), {}, step);
    await until(() => step.lines.length > 0);
    deployment({ replicas: 1, updatedReplicas: 1 });
    await until(() => step.lines.length > 1);
    deployment(complete);
    expect((await waited).end).toBeUndefined();
    expect(step.lines).toEqual([
      'Deployment shop/web: 0 of 1 replicas are new',
      'Deployment shop/web: 0 of 1 replicas are available',
      'Deployment shop/web: ready',
    ]);
  });

  it('fails with the last lines of a container that crashes again and again', async () => {
    replicaSet('web-2', '2');
    fake.logs.set('web-2-x/web', 'starting\nno database geheim\n');
    pod(
      'web-2-x',
      'uid-web-2',
      inWaiting('CrashLoopBackOff', 'back-off', {
        restartCount: 2,
        lastState: { terminated: { exitCode: 3 } },
      }),
    );
    const step = testStep();
    step.mask('geheim');
    const { end, lines } = await wait(deployment({ replicas: 1, updatedReplicas: 1 }), {}, step);
    expect(end).toMatchObject({
      code: 'TOOL_FAILED',
      message:
        'Deployment shop/web does not become ready: container web of Pod web-2-x ends with status 3 (started 3 times); it printed last: "no database ***".',
      hint: 'See its last lines in the log; it must go on running.',
    });
    expect(lines).toContain('  | no database ***');
  });

  it.each([
    [
      'an image that is not there',
      inWaiting('ErrImagePull', 'manifest unknown'),
      'NOT_FOUND',
      'the image "web:2" of container web of Pod p cannot be pulled: manifest unknown',
    ],
    [
      'an image name that is none',
      inWaiting('InvalidImageName', 'bad name'),
      'REJECTED',
      'the image "web:2" of container web of Pod p cannot be used: bad name',
    ],
    [
      'a Secret that is missing',
      inWaiting('CreateContainerConfigError', 'secret "login" not found'),
      'NOT_FOUND',
      'container web of Pod p cannot be made: secret "login" not found',
    ],
    [
      'pods that no node takes',
      {
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/1 nodes are available: 1 Insufficient cpu.',
          },
        ],
      },
      'REJECTED',
      'no node takes Pod p: 0/1 nodes are available: 1 Insufficient cpu',
    ],
  ] as const)('fails before its timeout for %s', async (_, status, code, text) => {
    replicaSet('web-2', '2');
    pod('p', 'uid-web-2', status);
    const { end } = await wait(deployment({ replicas: 1, updatedReplicas: 1 }), { patienceMs: 0 });
    expect(end).toMatchObject({ code, message: `Deployment shop/web does not become ready: ${text}.` });
  });

  it('looks at pods of the newest revision only, and tells of failing probes at the end', async () => {
    replicaSet('web-1', '1');
    replicaSet('web-2', '2');
    pod('old', 'uid-web-1', inWaiting('InvalidImageName', 'bad name'));
    pod('new', 'uid-web-2', { phase: 'Running' });
    fake.put({
      apiVersion: 'v1',
      kind: 'Event',
      type: 'Warning',
      metadata: { name: 'e', namespace },
      involvedObject: { uid: 'uid-new' },
      reason: 'Unhealthy',
      message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
    });
    const { end } = await wait(deployment({ replicas: 1, updatedReplicas: 1 }), { timeoutMs: 1_500 });
    expect(end).toMatchObject({
      code: 'TIMEOUT',
      message:
        'Not ready within 1.5 s: Deployment shop/web: 0 of 1 replicas are available; a probe of Pod new: Readiness probe failed: HTTP probe failed with statuscode: 503.',
    });
  });

  it('tells of pods that may not be made', async () => {
    const message =
      'pods "web-2-" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1';
    const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }];
    const { end } = await wait(deployment({ conditions }), { patienceMs: 0 });
    expect(end).toMatchObject({
      code: 'POLICY_REFUSED',
      message:
        'Deployment shop/web does not become ready: a pod of it goes over the quota of its namespace: small, requested: pods=1, used: pods=1, limited: pods=1.',
    });
  });

  it('goes on without reasons where the account may not see them', async () => {
    fake.refuse = ({ path }) =>
      /(pods|events|replicasets)$/.test(path)
        ? {
            code: 403,
            message: 'User "bot" cannot list resource "pods" in API group "" in the namespace "shop"',
          }
        : undefined;
    const step = testStep();
    const waited = wait(deployment({ replicas: 1, updatedReplicas: 0 }), {}, step);
    await until(() => step.lines.length >= 4);
    deployment(complete);
    expect((await waited).end).toBeUndefined();
    expect(step.lines).toContain(
      'What runs for Deployment shop/web is forbidden: "bot" may not list pods in the namespace "shop". Reasons that stand there are not shown.',
    );
  });

  it('ends with what stops the step, and where the cluster goes away', async () => {
    const stop = new AbortController();
    const waited = wait(deployment({}), {}, testStep(stop.signal));
    stop.abort(new Error('stopped'));
    expect((await waited).end).toMatchObject({ message: 'stopped' });
    const step = testStep();
    const lost = wait(deployment({}), {}, step);
    await until(() => step.lines.length > 0);
    await fake.close();
    expect((await lost).end).toMatchObject({ code: 'UNREACHABLE' });
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
