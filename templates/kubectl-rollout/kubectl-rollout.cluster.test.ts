import { execFileSync } from 'node:child_process';
import type { GivenValues } from '@stepyard/catalog';
import { listAt, numberAt, textAt } from '@stepyard/runtime/kubernetes';
import { runStep, scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNamespace, type RealNamespace } from '../../test/support/cluster/real-cluster.ts';
import { startTraffic } from '../../test/support/cluster/traffic.ts';
import { rollOut } from './kubectl-rollout.ts';
import { kubectlRollout } from './template.ts';

let place: RealNamespace;
beforeEach(async () => {
  place = await openNamespace();
});
afterEach(() => place.remove());

type Inputs = GivenValues<typeof kubectlRollout.inputs>;
const apps = { apiVersion: 'apps/v1', kind: 'Deployment' };

async function start(inputs: Partial<Inputs>, more: object = {}) {
  const { kubeconfig, namespace } = place;
  const since = Date.now();
  const end = await runStep(kubectlRollout, rollOut, {
    inputs: {
      release: { case: 'image', image: second() },
      cluster: { case: 'kubeconfig', kubeconfig },
      namespace,
      workload: 'web',
      ...inputs,
    },
    ...more,
  });
  return { ...end, seconds: (Date.now() - since) / 1000 };
}

/** Two names of the same image: what changes is what the cluster is told. */
const first = () => place.image;
const second = () => place.image.replace(/^docker\.io\//, '').replace(/^(?!.*\/)/, 'docker.io/library/');

async function deploy(more: { replicas?: number; container?: object; spec?: object } = {}): Promise<void> {
  const { replicas = 2, container = {}, spec = {} } = more;
  const serve =
    'mkdir -p /tmp/w; hostname > /tmp/w/index.html; trap "sleep 5; exit 0" TERM; httpd -f -p 8080 -h /tmp/w & wait';
  const readinessProbe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 };
  const image = { name: 'web', image: first(), command: ['sh', '-c', serve], readinessProbe, ...container };
  const labels = { app: 'web' };
  const metadata = { name: 'web', namespace: place.namespace };
  const pod = { terminationGracePeriodSeconds: 10, containers: [image], ...spec };
  const template = { metadata: { labels }, spec: pod };
  await place.create({ ...apps, metadata, spec: { replicas, selector: { matchLabels: labels }, template } });
  const ports = [{ port: 80, targetPort: 8080 }];
  await place.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { type: 'NodePort', selector: labels, ports },
  });
  while ((numberAt(await place.get(apps, 'web'), 'status', 'availableReplicas') ?? 0) < replicas)
    await new Promise((resolve) => setTimeout(resolve, 100));
}

async function imageNow(): Promise<string> {
  const found = await place.get(apps, 'web');
  return textAt(listAt(found, 'spec', 'template', 'spec', 'containers')[0], 'image');
}

/** Pods answer with their names. */
function isNew(answer: string): boolean {
  return answer.startsWith('web-next-');
}

async function serviceUrl(): Promise<string> {
  const { outputs } = await start({ dryRun: true });
  return textAt(outputs, 'url');
}

describe('templates/kubectl-rollout/kubectl-rollout.cluster', () => {
  it('T2.5: upgrades three times while requests run, and none of them fails', async () => {
    await deploy();
    const traffic = await startTraffic(await serviceUrl());
    for (const image of [second(), first(), second()]) {
      const end = await start({ release: { case: 'image', image } });
      expect(end, end.log).toMatchObject({ status: 'success', outputs: { image, changed: true } });
    }
    const { sent, failed } = await traffic.end();
    expect(sent).toBeGreaterThan(100);
    expect(failed).toEqual([]);
  });

  it('T2.5: interrupts in the normal upgrade', async () => {
    await deploy({ replicas: 1 });
    const traffic = await startTraffic(await serviceUrl());
    const end = await start({ strategy: 'normal' });
    expect(end, end.log).toMatchObject({ status: 'success' });
    const { failed } = await traffic.end();
    expect(failed.length).toBeGreaterThan(0);
  });

  it('rolls back an image that is not there, while the previous version serves', async () => {
    await deploy();
    const traffic = await startTraffic(await serviceUrl());
    const end = await start({ release: { case: 'image', image: '127.0.0.1:1/none:1' }, timeout: '20s' });
    const { failed } = await traffic.end();
    expect(end.failure?.message).toMatch(/127\.0\.0\.1:1\/none:1.* Rolled back: .* runs again\.$/s);
    expect(await imageNow()).toBe(first());
    expect(failed).toEqual([]);
  });

  it('T2.5: fails before its timeout for what never gets ready, names the reason and rolls back', async () => {
    await deploy({ container: { env: [] } });
    const found = await place.get(apps, 'web');
    if (found === undefined) throw new Error('no web');
    await place.patch({ object: found }, { spec: { progressDeadlineSeconds: 8 } });
    const container = listAt(found, 'spec', 'template', 'spec', 'containers')[0];
    // The new version answers elsewhere than its probe asks.
    const broken = { ...Object(container), command: ['sh', '-c', 'httpd -f -p 9090'] };
    await place.patch(
      { object: found },
      { spec: { template: { spec: { containers: [broken] } }, paused: false } },
    );
    const end = await start({ timeout: '5m', rollback: 'none' });
    expect(end.failure).toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringMatching(
        /no progress within its deadline \(8 s\); a probe of Pod web-\S+: Readiness probe failed: .*connection refused/s,
      ),
    });
    expect(end.seconds).toBeLessThan(60);
  });

  it('puts the previous image back when it is cancelled in the middle', async () => {
    await deploy({
      container: { readinessProbe: { httpGet: { path: '/', port: 8080 }, initialDelaySeconds: 30 } },
      replicas: 0,
    });
    const found = await place.get(apps, 'web');
    if (found !== undefined) await place.patch({ object: found }, { spec: { replicas: 1 } });
    const stop = new AbortController();
    const ended = start({}, { signal: stop.signal, graceMs: 10_000 });
    while ((await imageNow()) !== second()) await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    expect(await ended).toMatchObject({ status: 'aborted' });
    expect(await imageNow()).toBe(first());
  });

  it('T2.5: tries a canary at one of five replicas, and rejects or promotes it without a failed request', async () => {
    await deploy({ replicas: 5 });
    const url = await serviceUrl();
    const traffic = await startTraffic(url);
    const canary = (action: 'start' | 'promote' | 'reject') =>
      start({ strategy: { case: 'canary', replicas: 1, action } });
    const begun = await canary('start');
    expect(begun, begun.log).toMatchObject({ status: 'success', outputs: { previousImage: first() } });
    expect(numberAt(await place.get(apps, 'web'), 'spec', 'replicas')).toBe(4);
    expect(numberAt(await place.get(apps, 'web-next'), 'spec', 'replicas')).toBe(1);
    const rejected = await canary('reject');
    expect(rejected, rejected.log).toMatchObject({ status: 'success', outputs: { image: first() } });
    const after = await startTraffic(url);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect([...(await after.end()).answers].filter(isNew)).toEqual([]);
    await canary('start');
    const promoted = await canary('promote');
    expect(promoted, promoted.log).toMatchObject({ status: 'success', outputs: { image: second() } });
    expect(await place.get(apps, 'web-next')).toBeUndefined();
    expect(numberAt(await place.get(apps, 'web'), 'spec', 'replicas')).toBe(5);
    const { sent, failed, answers } = await traffic.end();
    expect([...answers].some(isNew)).toBe(true);
    expect(failed).toEqual([]);
    expect(sent).toBeGreaterThan(300);
  });

  it('T2.5: switches blue and green over and back, and keeps the new, without a failed request', async () => {
    await deploy({ replicas: 2 });
    const url = await serviceUrl();
    const traffic = await startTraffic(url);
    const blueGreen = async (action: 'start' | 'switch' | 'back' | 'promote') => {
      const end = await start({ strategy: { case: 'blueGreen', service: 'web', action } });
      expect(end, end.log).toMatchObject({ status: 'success' });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const now = await startTraffic(url);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return [...new Set([...(await now.end()).answers].map(isNew))];
    };
    expect(await blueGreen('start')).toEqual([false]);
    expect(await blueGreen('switch')).toEqual([true]);
    expect(await blueGreen('back')).toEqual([false]);
    expect(await blueGreen('switch')).toEqual([true]);
    expect(await blueGreen('promote')).toEqual([false]);
    expect(await imageNow()).toBe(second());
    expect(await place.get(apps, 'web-next')).toBeUndefined();
    expect((await traffic.end()).failed).toEqual([]);
  });

  it('leaves the old or the new, and a workload that is well, at whatever moment it is cancelled', async () => {
    await deploy({ replicas: 1 });
    const before = await start({});
    const takesMs = before.seconds * 1000;
    const lefts: string[] = [];
    for (let moment = 0; moment < 10; moment++) {
      const reset = await start({ release: { case: 'image', image: first() } });
      expect(reset, reset.log).toMatchObject({ status: 'success' });
      const stop = new AbortController();
      setTimeout(() => stop.abort(), (takesMs * moment) / 9);
      const { status } = await start({}, { signal: stop.signal, graceMs: 10_000 });
      const image = await imageNow();
      lefts.push(`${status} ${image === first() ? 'old' : 'new'}`);
    }
    for (const left of lefts) expect(['aborted old', 'success new']).toContain(left);
    expect(lefts.filter((left) => left === 'aborted old').length).toBeGreaterThan(5);
    const end = await start({ release: { case: 'image', image: second() } });
    expect(end, end.log).toMatchObject({ status: 'success' });
  });

  it('T6.8: updates the code in a volume and restarts, the image unchanged', async () => {
    const directory = `/tmp/stepyard-test-${place.namespace}`;
    await deploy({
      replicas: 1,
      container: {
        command: ['sh', '-c', 'touch /apps/index.html; httpd -f -p 8080 -h /apps'],
        volumeMounts: [{ name: 'apps', mountPath: '/apps' }],
      },
      spec: { volumes: [{ name: 'apps', hostPath: { path: directory, type: 'DirectoryOrCreate' } }] },
    });
    const workspace = scratchDirectory();
    writeFiles(workspace, { 'build/index.html': 'version two\n' });
    const release = { case: 'code', path: 'build', mountPath: '/apps' } as const;
    const env = { PATH: `${kubectlFolder()}:${process.env.PATH}` };
    const end = await start({ release }, { workspace, env });
    expect(end, end.log).toMatchObject({ status: 'success', outputs: { changed: true } });
    expect(await imageNow()).toBe(first());
    expect(await (await fetch(textAt(end.outputs, 'url'))).text()).toBe('version two\n');
    expect((await start({ release }, { workspace, env })).outputs).toMatchObject({ changed: false });
    await start({ release }, { workspace, env });
  });
});

/** kubectl of this machine. */
function kubectlFolder(): string {
  try {
    return execFileSync('which', ['kubectl'], { encoding: 'utf8' })
      .trim()
      .replace(/\/kubectl$/, '');
  } catch {
    throw new Error('These tests need kubectl on the PATH, in a version from 1.27 on.');
  }
}
