import type { GivenValues } from '@stepyard/catalog';
import { runStep } from '@stepyard/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountOf, openNamespace, type RealNamespace } from '../../test/support/cluster/real-cluster.ts';
import { startWriteCounter } from '../../test/support/cluster/write-counter.ts';
import { applyManifests } from './kubectl-apply.ts';
import { kubectlApply } from './template.ts';

let place: RealNamespace;
beforeEach(async () => {
  place = await openNamespace();
});
afterEach(() => place.remove());

type Inputs = GivenValues<typeof kubectlApply.inputs>;

async function start(text: string, more: Partial<Inputs> = {}) {
  const { kubeconfig, namespace } = place;
  const inputs: Inputs = {
    source: { case: 'text', text },
    cluster: { case: 'kubeconfig', kubeconfig },
    namespace,
    ...more,
  };
  const since = Date.now();
  const end = await runStep(kubectlApply, applyManifests, { inputs });
  return { ...end, seconds: (Date.now() - since) / 1000 };
}

function web(more: { command?: string; image?: string; container?: object; spec?: object } = {}): string {
  const {
    command = 'mkdir /tmp/w; echo ok > /tmp/w/index.html; httpd -f -p 8080 -h /tmp/w',
    container = {},
  } = more;
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            { name: 'web', image: more.image ?? place.image, command: ['sh', '-c', command], ...container },
          ],
        },
      },
      ...more.spec,
    },
  });
}

const many = () => `${web()}
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { a: "1" }
---
apiVersion: v1
kind: Secret
metadata: { name: login }
stringData: { password: geheim-98 }
---
apiVersion: batch/v1
kind: Job
metadata: { name: once }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: "${place.image}", command: ["true"] }] } } }
`;

describe('templates/kubectl-apply/kubectl-apply.cluster', () => {
  it('applies, waits until all is ready, and writes nothing the second time', async () => {
    const counter = await startWriteCounter(place.kubeconfig);
    const cluster = { case: 'kubeconfig', kubeconfig: counter.kubeconfig } as const;
    try {
      const first = await start(many(), { cluster });
      expect(first, first.log).toMatchObject({ status: 'success' });
      expect(first.outputs).toMatchObject({
        unchanged: 0,
        url: expect.stringMatching(/^http:\/\/\S+:3\d{4}\/$/),
      });
      expect(counter.writes()).toHaveLength(5);
      expect(first.log).not.toContain('geheim-98');
      const again = await start(many(), { cluster });
      expect(again.outputs).toMatchObject({ changed: [], unchanged: 5 });
      expect(counter.writes()).toHaveLength(5);
    } finally {
      await counter.close();
    }
  });

  it('shows what would change, and changes nothing, in a dry run', async () => {
    const end = await start(web(), { dryRun: true });
    expect(end.outputs).toMatchObject({ changed: [`Deployment ${place.namespace}/web`] });
    expect(end.log).toContain('+kind: Deployment');
    expect(await place.get({ apiVersion: 'apps/v1', kind: 'Deployment' }, 'web')).toBeUndefined();
  });

  it('fails with the last lines of what crashes', async () => {
    const end = await start(web({ command: 'echo no database; exit 3' }));
    expect(end.failure).toMatchObject({
      class: 'user',
      code: 'TOOL_FAILED',
      message: expect.stringMatching(
        /^Deployment \S+\/web does not become ready: container web of Pod web-\S+ ends with status 3 \(started \d times\); it printed last: "no database"\.$/,
      ),
    });
    expect(end.seconds).toBeLessThan(60);
  });

  it('fails fast for an image that is not there, a Secret that is missing and a name that is none', async () => {
    const none = await start(web({ image: '127.0.0.1:1/none:1' }), {
      wait: { case: 'ready', timeout: '15s' },
    });
    expect(none.failure?.message).toContain('the image "127.0.0.1:1/none:1" of container web of Pod web-');
    const invalid = await start(web({ image: 'Not An Image' }));
    expect(invalid.failure).toMatchObject({ code: 'REJECTED' });
    const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'missing', key: 'a' } } }];
    const secret = await start(web({ container: { env } }));
    expect(secret.failure).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('cannot be made: secret "missing" not found'),
    });
    expect(secret.seconds).toBeLessThan(40);
  });

  it('tells what a probe answers where it never becomes ready, and what the scheduler says', async () => {
    const readinessProbe = { httpGet: { path: '/none', port: 8080 }, periodSeconds: 1 };
    const probe = await start(web({ container: { readinessProbe } }), {
      wait: { case: 'ready', timeout: '12s' },
    });
    expect(probe.failure).toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(/Readiness probe failed: HTTP probe failed with statuscode: 404/),
    });
    const resources = { requests: { cpu: '1000' } };
    const large = await start(web({ container: { resources } }), { wait: { case: 'ready', timeout: '10s' } });
    expect(large.failure?.message).toMatch(
      /no node takes Pod web-\S+: 0\/\d+ nodes are available: \d+ Insufficient cpu/,
    );
  });

  it('names quota, pod security and admission as what they are', async () => {
    await place.create({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'small', namespace: place.namespace },
      spec: { hard: { pods: '0' } },
    });
    const end = await start(web());
    expect(end.failure).toMatchObject({
      class: 'policy',
      code: 'POLICY_REFUSED',
      message: `Deployment ${place.namespace}/web does not become ready: a pod of it goes over the quota of its namespace: small, requested: pods=1, used: pods=0, limited: pods=0.`,
    });
    expect(end.seconds).toBeLessThan(20);
  });

  it('names a rule of the cluster that refuses an object', async () => {
    const { cluster, namespace } = place;
    const api = 'admissionregistration.k8s.io';
    const rule = {
      apiGroups: [''],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['configmaps'],
    };
    const matchLabels = { 'kubernetes.io/metadata.name': namespace };
    const policy = {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: 'false', message: 'no settings here' }],
    };
    const binding = {
      policyName: namespace,
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: { matchLabels } },
    };
    const made = [
      ['ValidatingAdmissionPolicy', 'validatingadmissionpolicies', policy],
      ['ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', binding],
    ] as const;
    for (const [kind, plural, spec] of made) {
      const body = { apiVersion: `${api}/v1`, kind, metadata: { name: namespace }, spec };
      await cluster.call(`/apis/${api}/v1/${plural}`, { what: kind, method: 'POST', body });
    }
    try {
      const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';
      let end = await start(config, { dryRun: true });
      while (end.failure === undefined) end = await start(config, { dryRun: true });
      expect(end.failure).toMatchObject({
        class: 'policy',
        code: 'POLICY_REFUSED',
        message: expect.stringMatching(
          /^ConfigMap a \(source\.text:1:1\) was refused on admission \(422\): .* denied request: no settings here\.$/,
        ),
      });
    } finally {
      for (const [kind, plural] of made)
        await cluster.find(`/apis/${api}/v1/${plural}/${namespace}`, { what: kind, method: 'DELETE' });
    }
  });

  it('says that the cluster is gone where it goes in the middle', async () => {
    const counter = await startWriteCounter(place.kubeconfig);
    const cluster = { case: 'kubeconfig', kubeconfig: counter.kubeconfig } as const;
    const readinessProbe = { httpGet: { path: '/none', port: 8080 } };
    const ended = start(web({ container: { readinessProbe } }), { cluster });
    while (counter.writes().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await counter.close();
    const end = await ended;
    expect(end.failure).toMatchObject({ class: 'dependency', code: 'UNREACHABLE' });
    expect(end.seconds).toBeLessThan(30);
  });

  it('names what the account may not do', async () => {
    const kubeconfig = await accountOf(place, [
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
    ]);
    const end = await start(web(), { cluster: { case: 'kubeconfig', kubeconfig } });
    expect(end.failure).toMatchObject({
      code: 'AUTH_FAILED',
      message: `Deployment web (source.text:1:1) is forbidden: "system:serviceaccount:${place.namespace}:deployer" may not patch deployments.apps in the namespace "${place.namespace}".`,
    });
  });

  it('says where a manifest is wrong, of all objects at once', async () => {
    const text = `${web({ spec: { replcas: 2 } })}\n---\napiVersion: shop.example/v1\nkind: Cart\nmetadata: { name: a }\n`;
    const end = await start(text);
    expect(end.failure).toMatchObject({
      message: expect.stringMatching(
        /^Deployment web \(source\.text:1:1\) is not valid: `\.spec\.replcas` is no field\.\nCart a \(source\.text:3:1\) is of the kind Cart of shop\.example\/v1, which the cluster does not have\.$/,
      ),
    });
  });

  it('names the other manager of a field, and takes it over when told to', async () => {
    await start(web());
    const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };
    await place.patch({ object }, { spec: { replicas: 0 } }, { fieldManager: 'someone' });
    const wanted = web({ spec: { replicas: 1 } });
    const refused = await start(wanted);
    expect(refused.failure).toMatchObject({
      code: 'CONFLICT',
      message:
        'Deployment web (source.text:1:1) has fields that others manage: `.spec.replicas` belongs to "someone".',
    });
    expect(await start(wanted, { conflicts: 'overwrite' })).toMatchObject({ status: 'success' });
  });

  it('applies a definition and objects of its kind together', async () => {
    const group = `${place.namespace}.example`;
    const text = `apiVersion: ${group}/v1
kind: Cart
metadata: { name: a }
spec: { size: 2 }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: carts.${group} }
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Cart, plural: carts }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`;
    const end = await start(text);
    await place.cluster.find(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/carts.${group}`, {
      what: 'carts',
      method: 'DELETE',
    });
    expect(end, end.log).toMatchObject({ status: 'success', outputs: { unchanged: 0 } });
  });

  it('deletes of a set what is declared no more, and nothing that others made', async () => {
    const prune = { case: 'set', set: 'web', limit: 1 } as const;
    const config = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
    await start([web(), config('old'), config('older')].join('\n---\n'), { prune });
    const labels = { 'stepyard.dev/set': 'web' };
    const metadata = { name: 'by-hand', namespace: place.namespace, labels };
    await place.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    const many = await start(web(), { prune });
    expect(many.failure).toMatchObject({ code: 'POLICY_REFUSED' });
    const some = await start([web(), config('older')].join('\n---\n'), { prune });
    expect(some.outputs).toMatchObject({ changed: [], deleted: [`ConfigMap ${place.namespace}/old`] });
    expect(await place.get({ apiVersion: 'v1', kind: 'ConfigMap' }, 'by-hand')).toBeDefined();
    expect(await place.get({ apiVersion: 'v1', kind: 'ConfigMap' }, 'old')).toBeUndefined();
  });

  it('makes the namespace where it is told to', async () => {
    const namespace = `${place.namespace}-made`;
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';
    const without = await start(config, { namespace });
    expect(without.failure).toMatchObject({
      code: 'NOT_FOUND',
      message: `ConfigMap a (source.text:1:1) needs the namespace "${namespace}", which the cluster does not have.`,
    });
    const end = await start(config, { namespace, createNamespace: true });
    await place.cluster.find(`/api/v1/namespaces/${namespace}`, { what: namespace, method: 'DELETE' });
    expect(end.outputs).toMatchObject({ changed: [`Namespace ${namespace}`, `ConfigMap ${namespace}/a`] });
  });
});
