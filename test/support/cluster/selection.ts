import { isKubeObject, type KubeObject, textAt } from '@stepyard/runtime/kubernetes';

/** A kind that a stand-in of a cluster serves. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

export const kinds: Kind[] = [
  kind('v1', 'Namespace', 'namespaces', false),
  ...['ConfigMap', 'Secret', 'Service', 'Pod', 'Event', 'PersistentVolumeClaim', 'ServiceAccount'].map(
    (name) => kind('v1', name, `${name.toLowerCase()}s`),
  ),
  kind('v1', 'Node', 'nodes', false),
  kind('apps/v1', 'Deployment', 'deployments'),
  kind('apps/v1', 'ReplicaSet', 'replicasets'),
  kind('apps/v1', 'StatefulSet', 'statefulsets'),
  kind('apps/v1', 'DaemonSet', 'daemonsets'),
  kind('batch/v1', 'Job', 'jobs'),
  kind('networking.k8s.io/v1', 'Ingress', 'ingresses'),
  kind('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
  kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false),
];

function kind(apiVersion: string, name: string, plural: string, namespaced = true): Kind {
  return { apiVersion, kind: name, plural, namespaced };
}

export interface Address {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string | undefined;
  readonly part: string | undefined;
}

/** What a path of the API means; `undefined` where it means no object. */
export function addressOf(path: string, served: readonly Kind[]): Address | undefined {
  const match =
    /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
      path,
    );
  if (match === null) return undefined;
  const [, core, api = core, namespace = '', plural = '', name, part] = match;
  const found = served.find((one) => one.apiVersion === api && one.plural === plural);
  return found && { kind: found, namespace, name, part };
}

/** Whether labels and fields are those asked for. */
export function isSelected(object: KubeObject, query: URLSearchParams): boolean {
  const labels = (query.get('labelSelector') ?? '').split(',').filter((term) => term !== '');
  const fields = (query.get('fieldSelector') ?? '').split(',').filter((term) => term !== '');
  return (
    labels.every((term) => {
      const [name = '', value = ''] = term.split('=');
      return textAt(object, 'metadata', 'labels', name) === value;
    }) &&
    fields.every((term) => {
      const [path = '', value = ''] = term.split('=');
      return textAt(object, ...path.split('.')) === value;
    })
  );
}

export function parseObject(text: string): KubeObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isKubeObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
