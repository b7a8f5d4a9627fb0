import { StepError } from '@stepyard/contract';
import { describe, expect, it } from 'vitest';
import { fixture } from '../testing/fixture.ts';
import { readApplications } from './read.ts';

const text = (body: string, file = 'app.yaml') => ({ file, text: body });
const application = (spec: string, name = 'shop') =>
  `apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
const web = '{ components: [{ name: web, type: worker, properties: { image: "web:1", cpu: 100m } }] }';

async function failureOf(...given: Parameters<typeof readApplications>): Promise<StepError> {
  const error: unknown = await readApplications(...given).catch((one: unknown) => one);
  if (!(error instanceof StepError)) throw new Error('nothing was refused');
  return error;
}

describe('templates/oam-apply/application/read', () => {
  it('reads an application of v1beta1', async () => {
    const { application: read, lost } = await readApplications([fixture('shop.yaml')], []);
    expect(lost).toEqual([]);
    expect(read.components.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'web: webservice',
      'cache: worker',
      'database: statefulset',
      'migrate: task',
      'report: cron-task',
    ]);
    expect(read.components[0]?.place('image')).toEqual({ file: 'shop.yaml', line: 10, column: 16 });
  });

  it('converts an ApplicationConfiguration of v1alpha2 with its Components, and names what is lost', async () => {
    const { application: read, lost } = await readApplications([fixture('v1alpha2.yaml')], []);
    const [frontend, backend] = read.components;
    expect(frontend).toMatchObject({
      name: 'frontend',
      type: 'webservice',
      dependsOn: ['backend'],
      scopes: { 'healthscopes.core.oam.dev': 'shop-health' },
      properties: {
        image: 'registry.example/shop/web:2.0',
        env: [
          { name: 'API', value: '' },
          { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } },
        ],
        ports: [{ name: 'http', port: 8080, protocol: 'TCP', expose: true }],
        cpu: '100m',
        memory: '64Mi',
      },
    });
    expect(frontend?.traits.map(({ type, properties }) => ({ type, properties }))).toEqual([
      {
        type: 'sidecar',
        properties: { containers: [{ name: 'proxy', image: 'envoyproxy/envoy:v1.31', ports: [9901] }] },
      },
      { type: 'scaler', properties: { replicas: 3 } },
      { type: 'ingress', properties: { host: 'shop.example', port: 8080 } },
    ]);
    expect(backend).toMatchObject({ type: 'worker', properties: { image: 'registry.example/shop/api:1.0' } });
    expect(lost).toEqual([
      'v1alpha2.yaml:41:15 `osType` of ContainerizedWorkload has no place in v1beta1.',
      'v1alpha2.yaml:52:22 volumes are not converted: use the trait `storage`.',
      'v1alpha2.yaml:11:9 gives no values any more: it only orders what is applied.',
      'v1alpha2.yaml:25:11 names a NetworkScope, which v1beta1 does not have.',
      'v1alpha2.yaml:17:31 names the trait: traits of v1beta1 have no names.',
    ]);
  });

  it('T7.8: an overlay changes what it says, and a value is where it was said last', async () => {
    const [base] = (await readApplications([fixture('shop.yaml')], [])).application.components;
    const { application: read } = await readApplications(
      [fixture('shop.yaml')],
      [fixture('shop-production.yaml')],
    );
    const [found, ...others] = read.components;
    expect(found).toMatchObject({
      properties: {
        ...base?.properties,
        cpu: '500m',
        env: [{ name: 'LOG_LEVEL', value: 'warn' }],
      },
    });
    expect(found?.traits[0]?.properties).toEqual({ replicas: 5 });
    expect(found?.traits[1]?.properties).toMatchObject({ host: 'www.shop.example', port: 8080 });
    expect(found?.place('cpu').file).toBe('shop-production.yaml');
    expect(found?.place('image').file).toBe('shop.yaml');
    expect(others.map(({ name }) => name)).toEqual(['cache', 'database', 'migrate', 'report']);
  });

  it('takes a value away by null, and adds traits', async () => {
    const overlay =
      '{ components: [{ name: web, properties: { cpu: null }, traits: [{ type: scaler, properties: { replicas: 2 } }] }] }';
    const { application: read } = await readApplications(
      [text(application(web))],
      [text(application(overlay), 'test.yaml')],
    );
    expect(read.components[0]?.properties).toEqual({ image: 'web:1' });
    expect(read.components[0]?.traits).toMatchObject([{ type: 'scaler', properties: { replicas: 2 } }]);
  });

  it.each([
    [
      'an overlay of something else',
      [text(application(web)), text(application('{ components: [{ name: wbe }] }', 'store'), 'test.yaml')],
      'test.yaml:3:19 is an overlay of the application "store", and the application is "shop".\ntest.yaml:4:22 changes the component `wbe`, which the application does not have.',
    ],
    [
      'what is no application',
      [text('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n')],
      'app.yaml:1:1 must be an Application of core.oam.dev/v1beta1, or an ApplicationConfiguration or a Component of core.oam.dev/v1alpha2, got ConfigMap of v1.\napp.yaml:1:1 must hold an Application of core.oam.dev/v1beta1, or an ApplicationConfiguration with its Components of core.oam.dev/v1alpha2.',
    ],
    [
      'two applications',
      [text(`${application(web)}---\n${application(web, 'store')}`)],
      'app.yaml:6:1 is a second application: store beside shop.',
    ],
    [
      'an application of nothing',
      [text(application('{}'))],
      'app.yaml:4:7 `spec.components` must be a list of at least one component.',
    ],
    [
      'components and traits without names',
      [text(application('{ components: [{ name: Web }, { name: a, type: task, traits: [{}] }] }'))],
      'app.yaml:4:22 must be a component with `name` and `type`, got the name "Web" and the type "".\napp.yaml:4:69 must be a trait with `type`.',
    ],
  ])('refuses %s', async (_, [source, ...overlays], message) => {
    const error = await failureOf(source === undefined ? [] : [source], overlays);
    expect(error).toMatchObject({ code: 'INPUT_INVALID', message });
  });

  it('refuses Components that are missing, parameters that are wrong and workloads that it does not know', async () => {
    const source = text(`apiVersion: core.oam.dev/v1alpha2
kind: ApplicationConfiguration
metadata: { name: shop }
spec:
  components:
    - componentName: none
    - componentName: web
      parameterValues: [{ name: imgae, value: "web:2" }]
      traits: [{ trait: {} }]
---
apiVersion: core.oam.dev/v1alpha2
kind: Component
metadata: { name: web }
spec:
  parameters: [{ name: image, required: true, fieldPaths: ["spec.image"] }]
  workload: { apiVersion: example.com/v1, kind: Robot }
`);
    expect((await failureOf([source], [])).message.split('\n')).toEqual([
      'app.yaml:6:7 names the Component "none", which is not there.',
      'app.yaml:7:7 must give the parameter "image" of the Component "web".',
      'app.yaml:8:24 gives "imgae", which is no parameter of the Component "web".',
      'app.yaml:9:25 must be a trait with `kind`.',
      'app.yaml:16:13 is a workload of the kind "Robot", which has no counterpart in v1beta1.',
    ]);
  });
});
