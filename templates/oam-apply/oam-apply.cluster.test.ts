import { createHash } from 'node:crypto';
import type { GivenValues } from '@stepyard/catalog';
import { textAt } from '@stepyard/runtime/kubernetes';
import { runStep } from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNamespace, type RealNamespace } from '../../test/support/cluster/real-cluster.ts';
import { startWriteCounter } from '../../test/support/cluster/write-counter.ts';
import { applyApplication } from './oam-apply.ts';
import { oamApply } from './template.ts';

let place: RealNamespace;
beforeEach(async () => {
  place = await openNamespace();
});
afterEach(() => place.remove());

type Inputs = GivenValues<typeof oamApply.inputs>;
const url = 'postgres://app:geheim-98@database/shop';

async function start(components: readonly object[], more: Partial<Inputs> = {}) {
  const { kubeconfig, namespace } = place;
  const application = {
    apiVersion: 'core.oam.dev/v1beta1',
    kind: 'Application',
    metadata: { name: 'shop' },
    spec: { components },
  };
  const inputs: Inputs = {
    source: { case: 'text', text: JSON.stringify(application, null, 2) },
    cluster: { case: 'kubeconfig', kubeconfig },
    namespace,
    services: [{ name: 'database', values: { url } }],
    wait: { case: 'ready', timeout: '90s' },
    ...more,
  };
  const since = Date.now();
  const end = await runStep(oamApply, applyApplication, { inputs });
  return { ...end, seconds: (Date.now() - since) / 1000 };
}

const binding = {
  type: 'service-binding',
  properties: { bindings: [{ service: 'database', env: { DATABASE_URL: 'url' } }] },
};
const serve = (text: string) => [
  'sh',
  '-c',
  `mkdir /tmp/w; ${text} > /tmp/w/index.html; httpd -f -p 8080 -h /tmp/w`,
];

function web(more: { cmd?: readonly string[]; traits?: readonly object[]; properties?: object } = {}) {
  return {
    name: 'web',
    type: 'webservice',
    properties: {
      image: place.image,
      cmd: more.cmd ?? serve('echo ok'),
      ports: [{ port: 8080, expose: true }],
      exposeType: 'NodePort',
      readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
      ...more.properties,
    },
    traits: more.traits ?? [],
  };
}
const task = (name: string, text: string, traits: readonly object[] = []) => ({
  name,
  type: 'task',
  properties: { image: place.image, cmd: ['sh', '-c', text], backoffLimit: 0 },
  traits,
});

/** One of each kind and trait that a cluster without further software can run. */
const many = () => [
  web({
    traits: [
      { type: 'scaler', properties: { replicas: 2 } },
      { type: 'ingress', properties: { host: 'shop.example', port: 8080 } },
      { type: 'sidecar', properties: { name: 'side', image: place.image, args: ['sleep', '3600'] } },
      { type: 'config', properties: { groups: [{ group: 'none' }] } },
      binding,
    ],
  }),
  {
    name: 'queue',
    type: 'worker',
    properties: { image: place.image, cmd: ['sleep', '3600'] },
    traits: [{ type: 'cron-autoscaler', properties: { rules: [{ cron: '0 8 * * *', replicas: 2 }] } }],
  },
  {
    name: 'cache',
    type: 'statefulset',
    properties: { image: place.image, cmd: ['sleep', '3600'], port: 6379 },
    traits: [{ type: 'hpa', properties: { maxReplicas: 2 } }],
  },
  { name: 'agent', type: 'daemon', properties: { image: place.image, cmd: ['sleep', '3600'] } },
  task('migrate', 'true', [binding]),
  {
    name: 'report',
    type: 'cron-task',
    properties: { image: place.image, cmd: ['true'], schedule: '0 6 * * *' },
  },
];

describe('templates/oam-apply/oam-apply.cluster', () => {
  it('T2.12: runs every kind and trait, and writes nothing the second time', async () => {
    const counter = await startWriteCounter(place.kubeconfig);
    const cluster = { case: 'kubeconfig', kubeconfig: counter.kubeconfig } as const;
    try {
      const first = await start(many(), { cluster, preHooks: ['migrate'], prune: 'application' });
      expect(first, first.log).toMatchObject({ status: 'success', outputs: { unchanged: 0, deleted: [] } });
      const written = counter.writes().length;
      expect(first.outputs).toMatchObject({ changed: { length: written } });
      expect(first.log).not.toContain('geheim-98');
      const again = await start(many(), { cluster, preHooks: ['migrate'], prune: 'application' });
      expect(again.outputs, again.log).toMatchObject({ changed: [], deleted: [], unchanged: written });
      expect(counter.writes()).toHaveLength(written);
    } finally {
      await counter.close();
    }
  });

  it('T7.6: a component has what it is bound to as a variable, and no log has it', async () => {
    const told = (digest: string) =>
      serve(
        `test "$(printf %s "$DATABASE_URL" | md5sum | cut -c1-32)" = "${digest}" || { echo "got $DATABASE_URL"; exit 3; }; echo ok`,
      );
    const right = createHash('md5').update(url).digest('hex');
    const end = await start([web({ cmd: told(right), traits: [binding] })]);
    expect(end, end.log).toMatchObject({ status: 'success' });
    const wrong = await start([web({ cmd: told('0'), traits: [binding] })]);
    expect(wrong.failure?.message).toContain('it printed last: "got ***"');
    for (const { log, failure, outputs } of [end, wrong])
      expect(`${log}${JSON.stringify([failure, outputs])}`).not.toContain('geheim-98');
  });

  it('T7.5: runs hooks to their end before and after, and stops at one that fails', async () => {
    const components = [web(), task('before', 'echo no schema; exit 3')];
    const end = await start(components, { preHooks: ['before'] });
    expect(end.failure).toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('ends with status 3'),
    });
    expect(end.seconds).toBeLessThan(60);
    expect(await place.get({ apiVersion: 'apps/v1', kind: 'Deployment' }, 'web')).toBeUndefined();
    const again = await start(components, { preHooks: ['before'] });
    expect(again.log).toMatch(/Job \S+\/before-[0-9a-f]{8}: deleted\n/);
    expect(again.failure?.message).toContain('ends with status 3');
  });

  it('deletes what the application holds no more, and nothing that others made', async () => {
    const worker = (name: string) => ({
      name,
      type: 'worker',
      properties: { image: place.image, cmd: ['sleep', '3600'] },
    });
    await start([worker('a'), worker('b')]);
    const metadata = { name: 'by-hand', namespace: place.namespace, labels: { 'stepyard.dev/set': 'shop' } };
    await place.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    const end = await start([worker('a')], { prune: { case: 'application', limit: 1 } });
    expect(end.outputs, end.log).toMatchObject({ changed: [], deleted: [`Deployment ${place.namespace}/b`] });
    expect(await place.get({ apiVersion: 'v1', kind: 'ConfigMap' }, 'by-hand')).toBeDefined();
  });

  it('is checked by the definition of an Application, where the cluster has one', async () => {
    const name = 'applications.core.oam.dev';
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const component = {
      type: 'object',
      required: ['name', 'type'],
      properties: {
        name: { type: 'string' },
        type: { type: 'string' },
        dependsOn: { type: 'array', items: { type: 'string' } },
        properties: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        traits: {
          type: 'array',
          items: {
            type: 'object',
            required: ['type'],
            properties: {
              type: { type: 'string' },
              properties: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    };
    const spec = {
      type: 'object',
      required: ['components'],
      properties: { components: { type: 'array', items: component } },
    };
    const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name, annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' } },
      spec: {
        group: 'core.oam.dev',
        scope: 'Namespaced',
        names: { kind: 'Application', plural: 'applications' },
        versions: [{ name: 'v1beta1', served: true, storage: true, schema }],
      },
    };
    await place.cluster.call(path, { what: name, method: 'POST', body: definition });
    try {
      let end = await start(many(), { engine: 'kubevela' });
      while (end.failure?.code === 'NOT_FOUND') end = await start(many(), { engine: 'kubevela' });
      expect(end, end.log).toMatchObject({ status: 'success' });
      const found = await place.get({ apiVersion: 'core.oam.dev/v1beta1', kind: 'Application' }, 'shop');
      expect(textAt(found, 'metadata', 'name')).toBe('shop');
      const wrong = await start([{ ...web(), outputs: [{ name: 'a' }] }], { engine: 'kubevela' });
      expect(wrong.failure?.message).toContain('is not valid: `.spec.components[0].outputs` is no field.');
    } finally {
      await place.cluster.find(`${path}/${name}`, { what: name, method: 'DELETE' });
    }
  });
});
