import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCluster } from '../../../test/support/cluster/cluster-step.ts';
import { type FakeCluster, startFakeCluster } from '../../../test/support/cluster/fake-cluster.ts';
import { applyPlan } from './apply-plan.ts';
import { readManifests } from './manifests.ts';
import { planApply } from './plan.ts';
import { deleteLeftovers, findLeftovers, setLabel } from './prune.ts';

let fake: FakeCluster;
beforeEach(async () => {
  fake = await startFakeCluster();
});
afterEach(() => fake.close());

const options = { fieldManager: 'stepyard-shop-web' };
const web = `apiVersion: v1
kind: Secret
metadata: { name: login, labels: { ${setLabel}: web } }
stringData: { password: geheim }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { ${setLabel}: web } }
spec: { replicas: 2, template: { spec: { containers: [{ name: web, image: 'web:1' }] } } }
`;

async function plan(text: string, more = {}) {
  const { cluster, step } = await testCluster({ case: 'kubeconfig', kubeconfig: fake.kubeconfig });
  const manifests = await readManifests([{ file: 'web.yaml', text }]);
  return { cluster, step, changes: await planApply(cluster, manifests, { ...options, ...more }) };
}

async function deploy(text: string, more = {}) {
  const { cluster, changes } = await plan(text, more);
  return await applyPlan(cluster, changes, { ...options, ...more });
}

describe('runtime/kubernetes/plan', () => {
  it('writes nothing where nothing changes, and before it is told to', async () => {
    const { changes } = await plan(web);
    expect(changes.map(({ action }) => action)).toEqual(['create', 'create']);
    expect(fake.writes).toEqual([]);
    await deploy(web);
    expect(fake.writes).toEqual(['PATCH Secret shop/login', 'PATCH Deployment shop/web']);
    const again = await deploy(web);
    expect(again.map(({ action }) => action)).toEqual(['none', 'none']);
    expect(fake.writes).toHaveLength(2);
  });

  it('shows what changes, and no value of a Secret', async () => {
    await deploy(web);
    const { changes } = await plan(web.replace('web:1', 'web:2').replace('geheim', 'neu'));
    const diff = changes.map((change) => change.diff).join('');
    expect(diff).toContain('-  password: "*** (before)"\n+  password: "*** (after)"');
    expect(diff).toContain('--- live/Deployment shop/web\n+++ new/Deployment shop/web\n');
    expect(diff).toContain('-        - image: web:1\n+        - image: web:2');
    expect(diff).not.toMatch(/geheim|neu$/m);
  });

  it('names fields that another manages, of all objects at once, and takes them over when told to', async () => {
    await deploy(web);
    const other = { fieldManager: 'argocd' };
    await expect(
      plan(web.replace('replicas: 2', 'replicas: 5').replace('geheim', 'neu'), other),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `Secret login (web.yaml:1:1) has fields that others manage: \`.stringData.password\` belongs to "stepyard-shop-web".
Deployment web (web.yaml:6:1) has fields that others manage: \`.spec.replicas\` belongs to "stepyard-shop-web".`,
    });
    await deploy(web.replace('replicas: 2', 'replicas: 5'), { ...other, force: true });
    expect(fake.get('Deployment', 'web')?.spec).toMatchObject({ replicas: 5 });
  });

  it('takes over what was made by hand, although nothing of it changes', async () => {
    fake.put({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'shop' },
      data: { x: '1' },
    });
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { x: "1" }\n';
    expect((await deploy(text)).map(({ action }) => action)).toEqual(['change']);
    expect((await deploy(text)).map(({ action }) => action)).toEqual(['none']);
  });

  it('says which kinds the cluster does not have', async () => {
    await expect(
      plan('apiVersion: shop.example/v1\nkind: Cart\nmetadata: { name: a }\n'),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message:
        'Cart a (web.yaml:1:1) is of the kind Cart of shop.example/v1, which the cluster does not have.',
      hint: 'Install what brings its definition (CustomResourceDefinition) of shop.example first, or add that to the manifests.',
    });
  });

  it('plans objects of namespaces and kinds that the same manifests bring', async () => {
    const { changes } = await plan(`apiVersion: shop.example/v1
kind: Cart
metadata: { name: a }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: fresh }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: carts.shop.example }
spec: { group: shop.example, names: { kind: Cart, plural: carts } }
---
apiVersion: v1
kind: Namespace
metadata: { name: fresh }
`);
    expect(changes.map(({ object, action }) => `${action} ${object.kind}`)).toEqual([
      'create Namespace',
      'create CustomResourceDefinition',
      'create ConfigMap',
      'create Cart',
    ]);
  });

  it('tells where the cluster cannot be reached', async () => {
    await fake.close();
    await expect(plan(web)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      hint: `Check that ${fake.url} is the API server and may be reached from here, and that the cluster is well.`,
    });
  });
});

describe('runtime/kubernetes/prune', () => {
  const prune = { set: 'web', limit: 1, ...options };

  it('finds what was applied and is declared no more, and nothing else', async () => {
    await deploy(
      `${web}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: old, labels: { ${setLabel}: web } }\n`,
    );
    const labels = { [setLabel]: 'web' };
    const by = { apiVersion: 'v1', kind: 'ConfigMap' };
    fake.put({ ...by, metadata: { name: 'by-hand', namespace: 'shop', labels } });
    const { cluster, changes } = await plan(web);
    const declared = changes.map(({ object }) => object);
    const found = await findLeftovers(cluster, declared, prune);
    expect(found.map(({ object }) => object.metadata.name)).toEqual(['old']);
    await expect(findLeftovers(cluster, [], prune)).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
      message:
        'At most 1 objects may be deleted at once, and 3 of the set "web" are not declared any more: Deployment shop/web, Secret shop/login ….',
    });
    await deleteLeftovers(cluster, found);
    expect(fake.get('ConfigMap', 'old')).toBeUndefined();
  });

  it('deletes nothing that was changed after it was shown', async () => {
    await deploy(web);
    const { cluster } = await plan(web);
    const found = await findLeftovers(cluster, [], { ...prune, limit: 5 });
    const secret = fake.get('Secret', 'login');
    if (secret !== undefined) fake.put({ ...secret, data: {} });
    await expect(deleteLeftovers(cluster, found)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'Secret shop/login was changed by someone else at the same moment: the object was changed.',
    });
    expect(fake.get('Secret', 'login')).toBeDefined();
  });
});
