import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type Cluster,
  isKubeObject,
  type KubeObject,
  type Target,
  titleOf,
} from '@stepyard/runtime/kubernetes';
import { testCluster } from './cluster-step.ts';

/** A namespace of its own in the cluster of KUBECONFIG. */
export interface RealNamespace {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** As the account of KUBECONFIG. */
  readonly cluster: Cluster;
  /** An image with a shell and busybox's httpd, which the nodes have or can pull. */
  readonly image: string;
  get(kind: Pick<KubeObject, 'apiVersion' | 'kind'>, name: string): Promise<KubeObject | undefined>;
  /** Creates an object as someone else would. */
  create(object: object): Promise<KubeObject>;
  patch(
    target: Pick<Target, 'object'>,
    change: object,
    query?: Readonly<Record<string, string>>,
  ): Promise<void>;
  remove(): Promise<void>;
}

/** What the tests of clusters need, or one sentence that says how to get it. */
export function readKubeconfigOfTests(): string {
  const file = process.env.KUBECONFIG;
  if (file === undefined || file === '') {
    throw new Error(
      'These tests need a Kubernetes cluster: set KUBECONFIG to the file of one, for instance of `kind create cluster --kubeconfig FILE`.',
    );
  }
  return readFileSync(file, 'utf8');
}

export async function openNamespace(labels: Readonly<Record<string, string>> = {}): Promise<RealNamespace> {
  const kubeconfig = readKubeconfigOfTests();
  const namespace = `stepyard-test-${randomBytes(4).toString('hex')}`;
  const { cluster, step } = await testCluster({ case: 'kubeconfig', kubeconfig }, namespace);
  const { pathOf } = await import('@stepyard/runtime/kubernetes');
  const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  await cluster.call('/api/v1/namespaces', { what: namespace, method: 'POST', body: made });
  // Pods are refused until the namespace has its account.
  while (
    (await cluster.find(`/api/v1/namespaces/${namespace}/serviceaccounts/default`, { what: 'account' })) ===
    undefined
  )
    await new Promise((resolve) => setTimeout(resolve, 50));
  async function place(kind: Pick<KubeObject, 'apiVersion' | 'kind'>, name?: string): Promise<string> {
    return pathOf(await cluster.resources.of(kind, kind.kind), namespace, name);
  }
  return {
    kubeconfig,
    namespace,
    cluster,
    image: process.env.STEPYARD_CLUSTER_IMAGE ?? 'busybox:1.36',
    async get(kind, name) {
      const found = await cluster.find(await place(kind, name), { what: name });
      return isKubeObject(found) ? found : undefined;
    },
    async create(object) {
      if (!isKubeObject(object)) throw new Error('no object');
      const answer = await cluster.call(await place(object), {
        what: titleOf(object),
        method: 'POST',
        body: object,
      });
      return isKubeObject(answer) ? answer : object;
    },
    async patch({ object }, change, query = {}) {
      await cluster.call(await place(object, object.metadata.name), {
        what: titleOf(object),
        method: 'PATCH',
        contentType: 'application/merge-patch+json',
        query,
        body: change,
      });
    },
    async remove() {
      await cluster.find(`/api/v1/namespaces/${namespace}`, { what: namespace, method: 'DELETE' });
      await step.end();
    },
  };
}

/** An account of the namespace that may do these things only, as a kubeconfig. */
export async function accountOf(place: RealNamespace, rules: readonly object[]): Promise<string> {
  const { cluster, namespace } = place;
  const metadata = { name: 'deployer', namespace };
  const rbac = 'rbac.authorization.k8s.io';
  await place.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  await place.create({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules });
  await place.create({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'deployer' },
    subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace }],
  });
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/deployer/token`;
  const answer = await cluster.call(path, {
    what: 'a token',
    method: 'POST',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  });
  const { textAt } = await import('@stepyard/runtime/kubernetes');
  const { parse } = await import('yaml');
  const config = parse(place.kubeconfig);
  return JSON.stringify({
    ...config,
    users: config.users.map(({ name }: { name: string }) => ({
      name,
      user: { token: textAt(answer, 'status', 'token') },
    })),
  });
}
