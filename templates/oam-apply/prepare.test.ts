import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { at, type KubeObject, listAt } from '@stepyard/runtime/kubernetes';
import { describe, expect, it } from 'vitest';
import { readApplications } from './application/read.ts';
import { type Prepared, type PrepareOptions, prepare } from './prepare.ts';
import { fixture } from './testing/fixture.ts';
import { traits } from './traits/folder.ts';

const settings: PrepareOptions = {
  namespace: 'shop',
  images: [],
  services: [{ name: 'database', values: { url: 'postgres://app:geheim-7@database/shop', unused: 'x' } }],
  hooks: { pre: [], post: [] },
  engine: 'kubernetes',
  kubectlImage: 'kubectl:1',
  labels: { 'stepyard.dev/set': 'shop' },
};

async function prepared(
  source: string | { readonly text: string },
  options: Partial<PrepareOptions> = {},
  overlays: readonly string[] = [],
): Promise<Prepared> {
  const given = typeof source === 'string' ? fixture(source) : { file: 'app.yaml', ...source };
  const { application } = await readApplications([given], overlays.map(fixture));
  return prepare(application, { ...settings, ...options });
}

const objectsOf = ({ waves }: Prepared) => waves.flat().map(({ object }) => object);
const titles = (wave: readonly { readonly object: KubeObject }[]) =>
  wave.map(({ object }) => `${object.kind} ${object.metadata.name.replace(/-[0-9a-f]{8}$/, '')}`);
const one = (all: Prepared, kind: string, name: string) =>
  objectsOf(all).find((object) => object.kind === kind && object.metadata.name.startsWith(name));
const podOf = (object: KubeObject | undefined) => at(object, 'spec', 'template', 'spec');

/** An application of one component. */
function app(type: string, properties: object, ...used: readonly (readonly [string, object])[]) {
  const component = {
    name: 'web',
    type,
    properties,
    traits: used.map(([trait, values]) => ({ type: trait, properties: values })),
  };
  const metadata = { name: 'shop' };
  return {
    text: JSON.stringify({
      apiVersion: 'core.oam.dev/v1beta1',
      kind: 'Application',
      metadata,
      spec: { components: [component] },
    }),
  };
}

async function messages(...given: Parameters<typeof prepared>): Promise<string[]> {
  const error: unknown = await prepared(...given).catch((one: unknown) => one);
  if (!(error instanceof StepError)) throw new Error('nothing was refused');
  return error.message.split('\n');
}

describe('templates/oam-apply/prepare', () => {
  it('T7.5: orders by dependencies, bindings and hooks', async () => {
    const { waves } = await prepared('shop.yaml', { hooks: { pre: ['migrate'], post: [] } });
    expect(waves.map(titles)).toEqual([
      ['Secret shop-database-binding', 'Service database', 'StatefulSet database'],
      ['Job migrate'],
      ['HorizontalPodAutoscaler cache', 'Deployment cache', 'CronJob report'],
      ['Ingress web', 'Service web', 'Deployment web'],
    ]);
    const after = await prepared('shop.yaml', { hooks: { pre: [], post: ['migrate'] } });
    expect(after.waves.map(titles).at(-1)).toEqual(['Job migrate']);
  });

  it('T7.5: refuses circles with their way, and hooks that are none', async () => {
    const circle = {
      text: `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: shop }
spec:
  components:
    - { name: a, type: worker, properties: { image: "a:1" }, dependsOn: [b] }
    - { name: b, type: worker, properties: { image: "b:1" }, dependsOn: [c] }
    - { name: c, type: worker, properties: { image: "c:1" }, dependsOn: [a] }
`,
    };
    expect(await messages(circle, { hooks: { pre: ['a', 'none'], post: [] } })).toEqual([
      'app.yaml:1:1 `hooks` names `none`, which is no component.',
      'app.yaml:6:7 `a` is a hook, which must be of the type `task`, got `worker`.',
      'app.yaml:6:7 Components must not depend on each other in a circle: a → b → c → a.',
    ]);
  });

  it('T7.2: T7.11: refuses all that is wrong at once, with file, line and column', async () => {
    expect(await messages('wrong.yaml')).toEqual([
      'wrong.yaml:7:7 `web` is of the type `webservise`, which is none that this task knows.',
      'wrong.yaml:9:7 `api` depends on `databse`, which is no component.',
      'wrong.yaml:9:7 Components must not depend on each other in a circle: api → api.',
      'wrong.yaml:12:16 `api`: `image` must be the name of an image, got "Not An Image".',
      'wrong.yaml:13:15 `api`: `port` must be an integer from 1 to 65535, got 99999.',
      'wrong.yaml:17:11 `api`: The traits `scaler` and `cron-hpa` do not go together: both set `replicas`.',
      'wrong.yaml:19:11 `api`: `scalar` is not a trait.',
      'wrong.yaml:26:11 `database`: The trait `ingress` does not apply to the workload `worker`.',
      'wrong.yaml:30:54 `once`: `restartPolicy` is not an input of `once`.',
      'wrong.yaml:36:5 `workflow` of the application is not done by this task.',
    ]);
  });

  it('T7.6: gives what a binding asks for through a Secret, and nothing else of the service', async () => {
    const all = await prepared('shop.yaml');
    expect(one(all, 'Secret', 'shop-database')).toMatchObject({
      data: {
        url: Buffer.from('postgres://app:geheim-7@database/shop').toString('base64'),
        host: Buffer.from('database').toString('base64'),
      },
    });
    expect(Object.keys(Object(one(all, 'Secret', 'shop-database')?.data))).toEqual(['url', 'host']);
    expect(listAt(listAt(podOf(one(all, 'Deployment', 'web')), 'containers')[0], 'env')).toEqual([
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'shop-database-binding', key: 'url' } } },
      { name: 'DATABASE_HOST', valueFrom: { secretKeyRef: { name: 'shop-database-binding', key: 'host' } } },
    ]);
    expect(await messages('shop.yaml', { services: [] })).toEqual([
      'shop.yaml:27:59 `web`: `DATABASE_URL` takes `url` of the service `database`, which gives `host`, `port`.',
      'shop.yaml:60:66 `migrate`: `DATABASE_URL` takes `url` of the service `database`, which gives `host`, `port`.',
    ]);
  });

  it('T7.8: differs between environments only by what the overlay says', async () => {
    const [test, production] = await Promise.all([
      prepared('shop.yaml'),
      prepared('shop.yaml', {}, ['shop-production.yaml']),
    ]);
    const different = objectsOf(production).filter(
      (object, index) => JSON.stringify(object) !== JSON.stringify(objectsOf(test)[index]),
    );
    expect(different.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Ingress web',
      'Deployment web',
    ]);
    expect(one(production, 'Deployment', 'web')?.spec).toMatchObject({ replicas: 5 });
    expect(one(production, 'Ingress', 'web')).toMatchObject({
      metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' } },
      spec: { tls: [{ hosts: ['www.shop.example'], secretName: 'web-tls' }] },
    });
  });

  it('T7.1: offers every trait that has a file in its folder', () => {
    const files = readdirSync(join(import.meta.dirname, 'traits')).map((file) => file.replace(/\.ts$/, ''));
    expect(traits.map(({ declaration }) => declaration.name)).toEqual(
      files.filter((file) => file !== 'folder'),
    );
  });

  it.each([
    ['scaler', 'webservice', { replicas: 3 }, 'Deployment', { spec: { replicas: 3 } }],
    [
      'autoscaler',
      'worker',
      { minReplicas: 2, maxReplicas: 4, memory: 70 },
      'HorizontalPodAutoscaler',
      {
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          minReplicas: 2,
          maxReplicas: 4,
          metrics: [{ resource: { name: 'cpu' } }, { resource: { name: 'memory' } }],
        },
      },
    ],
    [
      'hpa',
      'worker',
      { min: 2, max: 4, cpu: { type: 'Utilization', value: 50 } },
      'HorizontalPodAutoscaler',
      {},
    ],
    [
      'cron-autoscaler',
      'worker',
      { rules: [{ cron: '0 8 * * *', replicas: 4 }], zone: 'Asia/Shanghai' },
      'CronJob',
      { metadata: { name: 'web-scaler-1' }, spec: { schedule: '0 8 * * *', timeZone: 'Asia/Shanghai' } },
    ],
    [
      'ingress',
      'webservice',
      { host: 'shop.example', port: 9090 },
      'Service',
      { spec: { ports: [{ port: 9090, targetPort: 9090 }] } },
    ],
    [
      'gateway',
      'webservice',
      { domain: 'shop.example', http: { '/': 8080 } },
      'Ingress',
      { spec: { rules: [{ host: 'shop.example' }] } },
    ],
    [
      'storage',
      'webservice',
      { volumes: [{ name: 'data', mountPath: '/data', volume: { case: 'created', size: '1Gi' } }] },
      'Deployment',
      {
        spec: {
          strategy: { type: 'Recreate' },
          template: { spec: { volumes: [{ persistentVolumeClaim: { claimName: 'web-data' } }] } },
        },
      },
    ],
    [
      'storage',
      'statefulset',
      { pvc: [{ name: 'data', mountPath: '/data' }] },
      'StatefulSet',
      { spec: { serviceName: 'web', volumeClaimTemplates: [{ metadata: { name: 'data' } }] } },
    ],
    [
      'sidecar',
      'worker',
      { name: 'logs', image: 'bit:1' },
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'web' }, { name: 'logs', image: 'bit:1' }] } } } },
    ],
    [
      'config',
      'daemon',
      { groups: [{ group: 'a' }] },
      'DaemonSet',
      {
        spec: {
          template: {
            spec: {
              containers: [{ envFrom: [{ configMapRef: { name: 'a' } }, { secretRef: { name: 'a' } }] }],
            },
          },
        },
      },
    ],
    [
      'node-affinity',
      'cron-task',
      { required: [{ key: 'disk', values: ['ssd'] }] },
      'CronJob',
      { spec: { jobTemplate: { spec: { template: { spec: { affinity: { nodeAffinity: {} } } } } } } },
    ],
  ])('renders %s on %s', async (trait, type, properties, kind, expected) => {
    const own = type === 'cron-task' ? { schedule: '0 6 * * *' } : {};
    const all = await prepared(app(type, { image: 'web:1', ...own }, [trait, properties]));
    expect(objectsOf(all).find((object) => object.kind === kind)).toMatchObject(expected);
    expect(objectsOf(all).map(({ metadata }) => at(metadata, 'labels', 'stepyard.dev/set'))).not.toContain(
      undefined,
    );
  });

  it('leaves the number of replicas to the autoscaler', async () => {
    const all = await prepared(app('webservice', { image: 'web:1' }, ['autoscaler', { maxReplicas: 3 }]));
    expect(one(all, 'Deployment', 'web')?.spec).not.toHaveProperty('replicas');
  });

  it('names a task by what it runs, so that another run is another Job', async () => {
    const name = async (image: string) =>
      objectsOf(await prepared(app('task', { image }))).map(({ metadata }) => metadata.name);
    expect(await name('a:1')).toEqual(await name('a:1'));
    expect(await name('a:1')).not.toEqual(await name('a:2'));
  });

  it('puts images in, and refuses one that the application does not have', async () => {
    const images = [{ from: 'registry.example/shop/web', to: 'registry.example/shop/web:2.0' }];
    const all = await prepared('shop.yaml', { images });
    expect(podOf(one(all, 'Deployment', 'web'))).toMatchObject({
      containers: [{ image: 'registry.example/shop/web:2.0' }],
    });
    expect(await messages('shop.yaml', { images: [{ from: 'none', to: 'a:1' }] })).toEqual([
      '`images` must name images of the manifests, which have no "none".',
    ]);
  });

  it('refuses another namespace than that of the task', async () => {
    const given = fixture('shop.yaml').text.replace('name: shop\n', 'name: shop\n  namespace: other\n');
    expect(await messages({ text: given })).toEqual([
      'app.yaml:5:14 is for the namespace "other", and `namespace` says "shop".',
    ]);
  });

  it('writes an application for KubeVela in its words, and names traits that it does not have', async () => {
    const all = await prepared('shop.yaml', { engine: 'kubevela' });
    expect(all.unknownTraits).toEqual(['config']);
    expect(all.waves.map(titles)).toEqual([['Secret shop-database-binding', 'Application shop']]);
    const [web, cache, database] = listAt(one(all, 'Application', 'shop'), 'spec', 'components');
    expect(web).toMatchObject({
      traits: [
        { type: 'scaler', properties: { replicas: 2 } },
        { type: 'gateway', properties: { domain: 'shop.example', http: { '/': 8080 } } },
        {
          type: 'service-binding',
          properties: { envMappings: { DATABASE_URL: { secret: 'shop-database-binding', key: 'url' } } },
        },
      ],
    });
    expect(cache).toMatchObject({
      traits: [
        { type: 'hpa', properties: { min: 1, max: 3, cpu: { type: 'Utilization', value: 80 } } },
        { type: 'sidecar', properties: { name: 'metrics' } },
      ],
    });
    expect(database).toMatchObject({
      traits: [{ type: 'storage', properties: { pvc: [{ name: 'data' }] } }],
    });
  });

  it('refuses hooks that nobody would run', async () => {
    expect(
      await messages('shop.yaml', { engine: 'kubevela', hooks: { pre: ['migrate'], post: [] } }),
    ).toEqual(['shop.yaml:1:1 `preHooks` and `postHooks` are run by this task, and not by KubeVela.']);
  });

  it('leaves types, traits and fields that it does not know to KubeVela', async () => {
    const given = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: shop }
spec:
  components: [{ name: chart, type: helm, properties: { chart: web }, outputs: [{ name: a }] }]
  policies: [{ name: once, type: apply-once }]
`;
    const all = await prepared({ text: given }, { engine: 'kubevela' });
    expect(one(all, 'Application', 'shop')?.spec).toEqual({
      components: [{ name: 'chart', type: 'helm', properties: { chart: 'web' }, outputs: [{ name: 'a' }] }],
      policies: [{ name: 'once', type: 'apply-once' }],
    });
  });
});
