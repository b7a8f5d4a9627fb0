import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { runStep, scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeCluster, startFakeCluster } from '../../test/support/cluster/fake-cluster.ts';
import { applyApplication } from './oam-apply.ts';
import { oamApply } from './template.ts';
import { fixture } from './testing/fixture.ts';

let cluster: FakeCluster;
beforeEach(async () => {
  cluster = await startFakeCluster();
  cluster.served.push({ apiVersion: 'batch/v1', kind: 'CronJob', plural: 'cronjobs', namespaced: true });
});
afterEach(() => cluster.close());

type Inputs = GivenValues<typeof oamApply.inputs>;
const secret = 'postgres://app:geheim-7@database/shop';
const services = [{ name: 'database', values: { url: secret } }];

interface Start {
  readonly files?: Readonly<Record<string, string>>;
  readonly task?: object;
  readonly claims?: string;
  readonly signal?: AbortSignal;
}

function start(inputs: Partial<Inputs>, { files = {}, ...more }: Start = {}) {
  const workspace = scratchDirectory();
  writeFiles(workspace, { 'app/shop.yaml': fixture('shop.yaml').text, ...files });
  return runStep(oamApply, applyApplication, {
    inputs: {
      source: { case: 'files', manifests: ['app/shop.yaml'] },
      cluster: { case: 'kubeconfig', kubeconfig: cluster.kubeconfig },
      namespace: 'shop',
      services,
      wait: 'none',
      ...inputs,
    },
    workspace,
    ...more,
  });
}

const small = (names: string) => ({
  case: 'text' as const,
  text: `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: shop }
spec:
  components: [${names
    .split(' ')
    .map(
      (name) =>
        `{ name: ${name}, type: ${name === 'once' ? 'task' : 'worker'}, properties: { image: "${name}:1" } }`,
    )
    .join(', ')}]
`,
});

describe('templates/oam-apply', () => {
  it('applies in the order of dependencies, and keeps what it rendered and what changed', async () => {
    const end = await start({ preHooks: ['migrate'] });
    expect(end, end.log).toMatchObject({
      status: 'success',
      outputs: { unchanged: 0, deleted: [], lost: [] },
    });
    expect(cluster.writes.map((write) => write.replace(/^PATCH (\w+) shop\//, '$1 '))).toEqual([
      'Secret shop-database-binding',
      'Service database',
      'StatefulSet database',
      expect.stringMatching(/^Job migrate-[0-9a-f]{8}$/),
      'Deployment cache',
      'CronJob report',
      'HorizontalPodAutoscaler cache',
      'Service web',
      'Deployment web',
      'Ingress web',
    ]);
    expect(end.outputs).toMatchObject({ url: 'http://shop.example/' });
    const rendered = readFileSync(join(end.workspace, 'oam-apply.yaml'), 'utf8');
    expect(rendered).toContain('kind: StatefulSet');
    expect(readFileSync(join(end.workspace, 'oam-apply.diff'), 'utf8')).toContain(
      '+++ new/Deployment shop/web',
    );
  });

  it('T7.6: shows what a service gives nowhere, plain or encoded', async () => {
    const end = await start({});
    const kept = ['oam-apply.yaml', 'oam-apply.diff'].map((file) =>
      readFileSync(join(end.workspace, file), 'utf8'),
    );
    for (const text of [end.log, JSON.stringify(end.outputs), ...kept]) {
      expect(text).not.toContain('geheim-7');
      expect(text).not.toContain(Buffer.from(secret).toString('base64'));
    }
    expect(cluster.get('Secret', 'shop-database-binding')?.data).toMatchObject({
      url: Buffer.from(secret).toString('base64'),
    });
  });

  it('T2.12: writes nothing the second time, and nothing at all in a dry run', async () => {
    const dry = await start({ dryRun: true });
    expect(dry.outputs).toMatchObject({ changed: { length: 10 }, unchanged: 0 });
    expect(cluster.writes).toEqual([]);
    await start({});
    const before = cluster.writes.length;
    expect((await start({})).outputs).toMatchObject({ changed: [], unchanged: 10 });
    expect(cluster.writes).toHaveLength(before);
  });

  it('T7.2: starts nothing where traits do not go together', async () => {
    const source = { case: 'text', text: fixture('wrong.yaml').text } as const;
    const end = await start({ source });
    expect(end.failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining(
        'source.text:17:11 `api`: The traits `scaler` and `cron-hpa` do not go together: both set `replicas`.',
      ),
    });
    expect(cluster.writes).toEqual([]);
  });

  it('T7.8: takes what differs from the overlay of the environment', async () => {
    const files = { 'app/production.yaml': fixture('shop-production.yaml').text };
    const end = await start({ overlays: ['app/production.yaml'] }, { files });
    expect(end, end.log).toMatchObject({ status: 'success' });
    expect(cluster.get('Deployment', 'web')?.spec).toMatchObject({ replicas: 5 });
    expect(end.outputs).toMatchObject({ url: 'https://www.shop.example/' });
  });

  it('says what the conversion of v1alpha2 lost', async () => {
    const end = await start({ source: { case: 'text', text: fixture('v1alpha2.yaml').text } });
    expect(end, end.log).toMatchObject({ status: 'success' });
    expect(end.outputs).toMatchObject({ lost: { length: 5 } });
    expect(end.log).toContain(
      'Lost in the conversion: source.text:25:11 names a NetworkScope, which v1beta1 does not have.',
    );
    expect(cluster.get('Deployment', 'frontend')?.spec).toMatchObject({ replicas: 3 });
  });

  it('waits for a hook before it goes on', async () => {
    const ended = start({
      source: small('web once'),
      preHooks: ['once'],
      wait: { case: 'ready', timeout: '20s' },
    });
    const find = (kind: string) => cluster.objects().find((object) => object.kind === kind);
    while (find('Job') === undefined) await soon();
    await soon();
    expect(find('Deployment')).toBeUndefined();
    const job = find('Job');
    if (job !== undefined)
      cluster.put({ ...job, status: { conditions: [{ type: 'Complete', status: 'True' }] } });
    while (find('Deployment') === undefined) await soon();
    const web = find('Deployment');
    const status = {
      observedGeneration: 1,
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
    };
    if (web !== undefined) cluster.put({ ...web, status });
    const end = await ended;
    expect(end, end.log).toMatchObject({ status: 'success' });
  });

  it('runs a task again that failed, and none that succeeded', async () => {
    const end = (type: string) => {
      const job = cluster.objects().find(({ kind }) => kind === 'Job');
      if (job !== undefined) cluster.put({ ...job, status: { conditions: [{ type, status: 'True' }] } });
    };
    await start({ source: small('once') });
    end('Failed');
    const again = await start({ source: small('once') });
    expect(again.outputs).toMatchObject({ changed: [expect.stringMatching(/^Job shop\/once-[0-9a-f]{8}$/)] });
    expect(again.log).toContain('run again, since it failed: Job shop/once-');
    expect(cluster.writes.map((write) => write.split(' ')[0])).toEqual(['PATCH', 'DELETE', 'PATCH']);
    end('Complete');
    expect((await start({ source: small('once') })).outputs).toMatchObject({ changed: [], unchanged: 1 });
  });

  it('shows what the application holds no more before it writes, and deletes it at the end, up to a limit', async () => {
    await start({ source: small('web old older') });
    cluster.put({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'by-hand', namespace: 'shop', labels: { 'stepyard.dev/set': 'shop' } },
    });
    const many = await start({ source: small('web'), prune: { case: 'application', limit: 1 } });
    expect(many.failure).toMatchObject({ code: 'POLICY_REFUSED' });
    const end = await start({ source: small('web older'), prune: 'application' });
    expect(end.outputs).toMatchObject({ changed: [], deleted: ['Deployment shop/old'] });
    expect(end.log).toContain('delete Deployment shop/old');
    expect(cluster.get('ConfigMap', 'by-hand')).toBeDefined();
    expect(cluster.get('Deployment', 'old')).toBeUndefined();
  });

  it('claims what it applies: a later attempt takes it over, an older one writes no more', async () => {
    const claims = scratchDirectory();
    const source = small('web');
    await start({ source }, { claims, task: { attempt: 1 } });
    const found = cluster.get('Deployment', 'web');
    if (found !== undefined) cluster.put({ ...found, spec: {} });
    const second = await start({ source }, { claims, task: { attempt: 2 } });
    expect(second.outputs).toMatchObject({ changed: ['Deployment shop/web'] });
    expect(cluster.writes).toHaveLength(1);
    expect((await start({ source }, { claims, task: { attempt: 1 } })).failure?.code).toBe('SUPERSEDED');
    expect(existsSync(claims)).toBe(true);
  });

  it('hands an application to KubeVela, where the cluster has it', async () => {
    const engine = 'kubevela' as const;
    const dry = await start({ engine, dryRun: true });
    expect(dry.log).toContain(
      'The cluster does not have KubeVela: the application was written, and not checked by it.',
    );
    expect(readFileSync(join(dry.workspace, 'oam-apply.yaml'), 'utf8')).toContain('kind: Application');
    expect((await start({ engine })).failure?.message).toBe(
      'Application shop (app/shop.yaml:1:1) is of the kind Application of core.oam.dev/v1beta1, which the cluster does not have.',
    );
    cluster.served.push({
      apiVersion: 'core.oam.dev/v1beta1',
      kind: 'Application',
      plural: 'applications',
      namespaced: true,
    });
    const end = await start({ engine });
    expect(end, end.log).toMatchObject({ status: 'success' });
    expect(end.log).toContain('KubeVela has no trait `config` by itself: the platform must define it.');
    expect(cluster.writes).toEqual([
      'PATCH Secret shop/shop-database-binding',
      'PATCH Application shop/shop',
    ]);
  });

  it('ends when it is told to, and leaves what it applied', async () => {
    const stop = new AbortController();
    const ended = start({ source: small('web'), wait: 'ready' }, { signal: stop.signal });
    while (cluster.get('Deployment', 'web') === undefined) await soon();
    stop.abort();
    expect(await ended).toMatchObject({ status: 'aborted', failure: { code: 'CANCELLED' } });
    expect(cluster.get('Deployment', 'web')).toBeDefined();
  });
});

async function soon(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
