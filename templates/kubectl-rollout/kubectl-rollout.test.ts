import type { GivenValues } from '@stepyard/catalog';
import { type KubeObject, textAt } from '@stepyard/runtime/kubernetes';
import { fakeExec, runStep, scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeCluster, startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { rollOut } from './kubectl-rollout.ts';
import { kubectlRollout } from './template.ts';

let cluster: FakeCluster;
let controller: NodeJS.Timeout;
/** Images that never become ready. */
let broken: string[] = [];

beforeEach(async () => {
  cluster = await startFakeCluster();
  broken = [];
  controller = setInterval(settle, 5);
});
afterEach(async () => {
  clearInterval(controller);
  await cluster.close();
});

const old = '192.168.1.52/public/nginx:1';
const fresh = '192.168.1.52/public/nginx:20181016.094004.86';

function deploy(more: { containers?: object[]; spec?: object; kind?: string } = {}): KubeObject {
  const { containers = [{ name: 'nginx', image: old, readinessProbe: {} }], kind = 'Deployment' } = more;
  const object = cluster.put({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'nginx', namespace: 'shop', uid: 'uid-nginx' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'nginx' } },
      template: { metadata: { labels: { app: 'nginx' } }, spec: { containers, ...more.spec } },
    },
  });
  settle();
  return object;
}

/** What the controllers of a cluster would report. */
function settle(): void {
  for (const kind of ['Deployment', 'StatefulSet']) {
    const found = cluster.get(kind, 'nginx');
    const generation = found?.metadata.generation;
    if (found === undefined || textAt(found, 'status', 'seen') === `${generation}`) continue;
    const image = imageNow(found);
    const available = broken.includes(image) ? 0 : 2;
    const counts = {
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: available,
      availableReplicas: available,
    };
    const condition = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
    cluster.put({
      ...found,
      metadata: {
        ...found.metadata,
        annotations: { ...annotations(found), 'deployment.kubernetes.io/revision': `${generation}` },
      },
      status: {
        observedGeneration: generation,
        seen: `${generation}`,
        ...counts,
        conditions: available === 0 ? [condition] : [],
      },
    });
  }
}

function annotations({ metadata }: KubeObject): object {
  return typeof metadata.annotations === 'object' && metadata.annotations !== null
    ? metadata.annotations
    : {};
}

function imageNow(object: KubeObject | undefined): string {
  return JSON.stringify(object?.spec).match(/"image":"([^"]+)"/)?.[1] ?? '';
}

type Inputs = GivenValues<typeof kubectlRollout.inputs>;

function start(inputs: Partial<Inputs> = {}, more: object = {}) {
  return runStep(kubectlRollout, rollOut, {
    inputs: {
      release: { case: 'image', image: fresh },
      cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
      namespace: 'shop',
      workload: 'nginx',
      ...inputs,
    },
    exec: fakeExec([{ command: 'kubectl exec' }]),
    ...more,
  });
}

const nginx = () => cluster.get('Deployment', 'nginx');

describe('templates/kubectl-rollout', () => {
  it('T2.5: sets the image that was built, rolling with no replica less than wanted', async () => {
    deploy();
    const end = await start();
    expect(end, end.log).toMatchObject({
      status: 'success',
      outputs: { image: fresh, previousImage: old, revision: '2', changed: true },
    });
    expect(nginx()?.spec).toMatchObject({
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
    expect(end.log).toContain(
      `-            image: ${old}\n+            image: ${fresh}`.replaceAll('            ', '        - '),
    );
  });

  it('T6.7: changes nothing where the same version runs already', async () => {
    deploy();
    await start();
    const writes = cluster.writes.length;
    expect((await start()).outputs).toMatchObject({ image: fresh, changed: false });
    expect(cluster.writes).toHaveLength(writes);
    expect((await start({ release: { case: 'image', image: old }, dryRun: true })).outputs).toMatchObject({
      changed: true,
    });
    expect(cluster.writes).toHaveLength(writes);
  });

  it('T2.5: upgrades the normal way where it is told to', async () => {
    deploy();
    await start({ strategy: 'normal' });
    expect(nginx()?.spec).toMatchObject({ strategy: { type: 'Recreate' } });
    cluster.remove('Deployment', 'nginx');
    deploy({ kind: 'StatefulSet' });
    const own = { ownerReferences: [{ uid: 'uid-nginx' }], labels: { app: 'nginx' } };
    cluster.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'nginx-0', namespace: 'shop', ...own } });
    await start({ strategy: 'normal', kind: 'StatefulSet' });
    expect(cluster.writes.at(-1)).toBe('DELETE Pod shop/nginx-0');
  });

  it('T2.5: fails where it never gets ready, and rolls back', async () => {
    deploy();
    broken = [fresh];
    const end = await start();
    expect(end.failure).toMatchObject({
      class: 'user',
      code: 'TOOL_FAILED',
      message: `Deployment shop/nginx does not become ready: no progress within its deadline (600 s). Rolled back: ${old} runs again.`,
    });
    expect(imageNow(nginx())).toBe(old);
  });

  it('says so where the rollback fails too, and leaves all as it is where it is told to', async () => {
    deploy();
    broken = [fresh, old];
    const end = await start();
    expect(end.failure?.message).toContain(
      `The rollback to ${old} failed too: Deployment shop/nginx does not become ready`,
    );
    const left = await start({ rollback: 'none', release: { case: 'image', image: fresh } });
    expect(left.failure?.message).not.toMatch(/olled back/);
    expect(imageNow(nginx())).toBe(fresh);
  });

  it('puts the previous image back when it is cancelled', async () => {
    deploy();
    clearInterval(controller);
    const stop = new AbortController();
    const ended = start({}, { signal: stop.signal });
    while (imageNow(nginx()) !== fresh) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await ended).toMatchObject({ status: 'aborted', failure: { code: 'CANCELLED' } });
    expect(imageNow(nginx())).toBe(old);
  });

  it('lets a later attempt go on, with what an earlier one noted', async () => {
    deploy();
    const claims = scratchDirectory();
    const claim = { attempt: 1, start: 1, key: 'k', state: 'claimed' };
    await start();
    writeFiles(claims, { 'rollout.json': JSON.stringify(claim) });
    broken = [fresh];
    cluster.put({ ...(nginx() ?? deploy()), status: {} });
    const end = await start({}, { claims, task: { attempt: 2 } });
    expect(end.failure?.message).toContain(`Rolled back: ${old} runs again.`);
  });

  it('T6.8: puts new code into the volume and restarts, the image unchanged', async () => {
    const volumeMounts = [{ name: 'apps', mountPath: '/apps' }];
    const containers = [{ name: 'nginx', image: old, readinessProbe: {}, volumeMounts }];
    deploy({
      containers,
      spec: { volumes: [{ name: 'apps', persistentVolumeClaim: { claimName: 'apps' } }] },
    });
    cluster.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'nginx-a', namespace: 'shop', labels: { app: 'nginx' } },
      status: { phase: 'Running' },
    });
    const workspace = scratchDirectory();
    writeFiles(workspace, { 'app.war': 'code' });
    const release = { case: 'code', path: 'app.war', mountPath: '/apps' } as const;
    const end = await start({ release }, { workspace });
    expect(end, end.log).toMatchObject({ outputs: { image: old, previousImage: old, changed: true } });
    expect(end.calls[0]?.args).toEqual([
      ...['exec', '--stdin', '--namespace=shop', '--container=nginx', 'nginx-a'],
      ...['--', 'tar', '-xf', '-', '-C', '/apps'],
    ]);
    expect(end.calls[0]?.stdin).toContain('code');
    expect(nginx()?.spec).toMatchObject({
      template: {
        metadata: { annotations: { 'stepyard.dev/code': expect.stringMatching(/^[0-9a-f]{64}$/) } },
      },
    });
    expect((await start({ release }, { workspace })).outputs).toMatchObject({ changed: false });
    const elsewhere = await start({ release: { ...release, mountPath: '/tmp/x' } }, { workspace });
    expect(elsewhere.failure?.message).toBe(
      '`release.mountPath` must be in a volume of Deployment shop/nginx that outlives its pods, got "/tmp/x".',
    );
  });

  it('T6.9: says where it is reached', async () => {
    deploy();
    const backend = { service: { name: 'nginx' } };
    const metadata = { name: 'nginx', namespace: 'shop' };
    cluster.put({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'nginx' } } });
    const rules = [{ host: 'shop.example', http: { paths: [{ path: '/', backend }] } }];
    cluster.put({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: { rules } });
    expect((await start()).outputs).toMatchObject({ url: 'http://shop.example/' });
  });

  it('says what there is where the workload is not, and asks which container is meant', async () => {
    deploy({
      containers: [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:1' },
      ],
    });
    expect((await start({ workload: 'web' })).failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`workload` must be there, and Deployment shop/web is not.',
      hint: 'The namespace has `nginx`.',
    });
    expect((await start()).failure).toMatchObject({
      code: 'INPUT_MISSING',
      message: '`containerName` must be given where Deployment shop/nginx has several.',
      hint: 'It has `a`, `b`.',
    });
    expect((await start({ containerName: 'c' })).failure?.message).toBe(
      '`containerName` must be one of Deployment shop/nginx, got "c".',
    );
  });

  it('refuses numbers that could leave no replica, or cannot begin', async () => {
    deploy();
    const all = await start({ strategy: { case: 'rolling', maxUnavailable: '100%' } });
    expect(all.failure?.message).toBe(
      '`strategy.maxUnavailable` must leave at least one of the 2 replicas of Deployment shop/nginx, got "100%".',
    );
    const none = await start({ strategy: { case: 'rolling', maxSurge: '0' } });
    expect(none.failure?.message).toBe(
      '`strategy` must not have 0 for both `maxSurge` and `maxUnavailable`.',
    );
  });
});
