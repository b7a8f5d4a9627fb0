import type { GivenValues } from '@stepyard/catalog';
import { runStep } from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeCluster, startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { rollOut } from './kubectl-rollout.ts';
import { kubectlRollout } from './template.ts';

let cluster: FakeCluster;
beforeEach(async () => {
  cluster = await startFakeCluster();
  const labels = { app: 'web', tier: 'front' };
  const containers = [{ name: 'web', image: 'web:1', readinessProbe: {} }];
  cluster.put({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      replicas: 5,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels }, spec: { containers } },
    },
  });
  const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] };
  cluster.put({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec });
  const counts = { updatedReplicas: 5, replicas: 5, availableReplicas: 5, readyReplicas: 5 };
  for (const name of ['web', 'web-next']) keepReady(name, counts);
});
const timers: NodeJS.Timeout[] = [];
afterEach(async () => {
  for (const timer of timers.splice(0)) clearInterval(timer);
  await cluster.close();
});

/** The controller of a Deployment that is always well. */
function keepReady(name: string, counts: object): void {
  const timer = setInterval(() => {
    const found = cluster.get('Deployment', name);
    if (found === undefined) return;
    const status = { observedGeneration: found.metadata.generation, ...counts };
    if (JSON.stringify(found.status) !== JSON.stringify(status)) cluster.put({ ...found, status });
  }, 5);
  timers.push(timer);
}

type Inputs = GivenValues<typeof kubectlRollout.inputs>;
type Strategy = Exclude<Inputs['strategy'], undefined>;

function start(strategy: Strategy, more: Partial<Inputs> = {}) {
  return runStep(kubectlRollout, rollOut, {
    inputs: {
      release: { case: 'image', image: 'web:2' },
      cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
      namespace: 'shop',
      workload: 'web',
      strategy,
      ...more,
    },
  });
}

const canary = (action: 'start' | 'promote' | 'reject', replicas = 1) =>
  ({ case: 'canary', replicas, action }) as const;
const blueGreen = (action: 'start' | 'switch' | 'back' | 'promote' | 'reject', service = 'web') =>
  ({ case: 'blueGreen', service, action }) as const;
const selector = () => cluster.get('Service', 'web')?.spec;

describe('templates/kubectl-rollout/beside', () => {
  it('has a canary get its share, and gives the number of replicas back', async () => {
    const end = await start(canary('start', 2));
    expect(end, end.log).toMatchObject({
      status: 'success',
      outputs: { image: 'web:1', previousImage: 'web:1' },
    });
    expect(cluster.get('Deployment', 'web')?.spec).toMatchObject({ replicas: 3 });
    expect(cluster.get('Deployment', 'web-next')?.spec).toMatchObject({
      replicas: 2,
      selector: { matchLabels: { app: 'web', 'stepyard.dev/track': 'next' } },
      template: {
        metadata: { labels: { app: 'web', tier: 'front', 'stepyard.dev/track': 'next' } },
        spec: { containers: [{ name: 'web', image: 'web:2' }] },
      },
    });
    const writes = cluster.writes.length;
    await start(canary('start', 2));
    expect(cluster.writes).toHaveLength(writes);
    expect(
      (await start(canary('promote'), { release: { case: 'image', image: 'web:3' } })).failure,
    ).toMatchObject({
      code: 'CONFLICT',
      message: '`release.image` must be the image that was tried, which is "web:2", got "web:3".',
    });
    expect((await start(canary('promote'))).outputs).toMatchObject({ image: 'web:2' });
    expect(cluster.get('Deployment', 'web')?.spec).toMatchObject({ replicas: 5 });
    expect(cluster.get('Deployment', 'web-next')).toBeUndefined();
  });

  it('rejects a canary, also one that was never there', async () => {
    await start(canary('start'));
    expect((await start(canary('reject'))).outputs).toMatchObject({ image: 'web:1' });
    expect((await start(canary('reject'))).status).toBe('success');
    expect((await start(canary('promote'))).failure).toMatchObject({
      code: 'NOT_FOUND',
      message: 'Nothing new stands beside Deployment shop/web.',
    });
  });

  it('switches a Service over and back', async () => {
    await start(blueGreen('start'));
    expect(selector()).toMatchObject({ selector: { app: 'web' } });
    expect(cluster.get('Deployment', 'web-next')?.spec).toMatchObject({
      replicas: 5,
      template: { metadata: { labels: { app: 'web-next', tier: 'front' } } },
    });
    await start(blueGreen('switch'));
    expect(selector()).toMatchObject({ selector: { app: 'web-next' } });
    await start(blueGreen('back'));
    expect(selector()).toMatchObject({ selector: { app: 'web' } });
    await start(blueGreen('switch'));
    await start(blueGreen('reject'));
    expect(selector()).toMatchObject({ selector: { app: 'web' } });
    expect(cluster.get('Deployment', 'web-next')).toBeUndefined();
  });

  it('touches nothing that is someone else’s', async () => {
    cluster.put({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web-next', namespace: 'shop' },
    });
    expect((await start(canary('start'))).failure).toMatchObject({
      code: 'CONFLICT',
      message: "Deployment shop/web-next must be free for the new version, and is someone else's.",
    });
    expect(cluster.writes).toEqual([]);
  });

  it.each([
    [
      canary('start', 5),
      {},
      '`strategy.replicas` must be less than the 5 replicas of Deployment shop/web, got 5.',
    ],
    [canary('start'), { dryRun: true }, '`strategy` canary must not be combined with `dryRun`.'],
    [
      canary('start'),
      { release: { case: 'code', path: 'a', mountPath: '/a' } },
      '`strategy` canary must be given an image to release, got code.',
    ],
    [blueGreen('start', 'none'), {}, '`strategy.service` must be there, and Service shop/none is not.'],
  ] as const)('refuses %j with %j', async (strategy, more, message) => {
    expect((await start(strategy, more)).failure?.message).toBe(message);
  });
});
