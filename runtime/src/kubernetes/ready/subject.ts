import type { Cluster } from '../cluster.ts';
import { at, groupOf, isKubeObject, type KubeObject, listAt, textAt, titleOf } from '../object.ts';
import { pathOf, type Resource } from '../resources.ts';
import type { Observation, Observed } from '../watch.ts';

/** What is waited for. */
export interface Target {
  readonly object: KubeObject;
  readonly resource: Resource;
}

type Watch = (observation: Observation) => Observed;

/** An object, and those by which it works, as they are now. */
export interface Subject {
  readonly title: string;
  readonly namespace: string;
  /** `undefined` where it is gone. */
  object(): KubeObject | undefined;
  known(): boolean;
  /** Pods of its newest revision. */
  pods(): readonly KubeObject[];
  /** What is reported of it and its pods. */
  events(): readonly KubeObject[];
}

/** Watches the object, and its pods where it has some; one watch on the events of a namespace serves all. */
export function subjectOf(
  { object, resource }: Target,
  watch: Watch,
  eventsOf: (namespace: string) => Observed,
): Subject {
  const { name, namespace = '' } = object.metadata;
  const title = titleOf(object);
  const self = watch({
    path: pathOf(resource, namespace),
    query: { fieldSelector: `metadata.name=${name}` },
    what: title,
  });
  const current = () => self.items().find((one) => one.metadata.name === name);
  const workload = isWorkload(object);
  const labelSelector = workload ? selectorOf(object) : '';
  const inNamespace = (api: string, plural: string) =>
    watch({
      path: `/${api}/namespaces/${encodeURIComponent(namespace)}/${plural}`,
      query: { labelSelector },
      what: `What runs for ${title}`,
      optional: true,
    });
  const pods = labelSelector === '' ? undefined : inNamespace('api/v1', 'pods');
  const sets =
    object.kind === 'Deployment' && labelSelector !== ''
      ? inNamespace('apis/apps/v1', 'replicasets')
      : undefined;
  const events = workload || object.kind === 'Pod' ? eventsOf(namespace) : undefined;
  return {
    title,
    namespace,
    object: current,
    known: () => self.known() && (pods?.known() ?? true) && (sets?.known() ?? true),
    pods: () =>
      object.kind === 'Pod' ? [current() ?? object] : newest(current(), pods?.items() ?? [], sets?.items()),
    events: () => events?.items() ?? [],
  };
}

/** Kinds that make pods by a template. */
export function isWorkload({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  const group = groupOf(apiVersion);
  return (
    (group === 'apps' && ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(kind)) ||
    (group === 'batch' && kind === 'Job')
  );
}

function selectorOf(object: KubeObject): string {
  if (object.kind === 'Job') return `batch.kubernetes.io/job-name=${object.metadata.name}`;
  const labels = at(object, 'spec', 'selector', 'matchLabels');
  const exact = Object.entries(typeof labels === 'object' && labels !== null ? labels : {}).map(
    ([name, value]) => `${name}=${value}`,
  );
  const more = listAt(object, 'spec', 'selector', 'matchExpressions').map((one) => {
    const values = listAt(one, 'values').join(',');
    const key = textAt(one, 'key');
    const operator = textAt(one, 'operator');
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${values})`;
  });
  return [...exact, ...more].join(',');
}

/** Of several revisions only the newest is on its way; of the others nothing is to be told. */
function newest(
  object: KubeObject | undefined,
  pods: readonly KubeObject[],
  sets: readonly KubeObject[] | undefined,
): readonly KubeObject[] {
  if (object === undefined) return [];
  const uid = textAt(object, 'metadata', 'uid');
  if (object.kind === 'Deployment') {
    const revision = textAt(object, 'metadata', 'annotations', revisionKey);
    const set = sets?.find(
      (one) => isOwnedBy(one, uid) && textAt(one, 'metadata', 'annotations', revisionKey) === revision,
    );
    return set === undefined ? [] : pods.filter((pod) => isOwnedBy(pod, textAt(set, 'metadata', 'uid')));
  }
  const own = pods.filter((pod) => isOwnedBy(pod, uid));
  const revision = textAt(object, 'status', 'updateRevision');
  if (object.kind !== 'StatefulSet' || revision === '') return own;
  return own.filter((pod) => textAt(pod, 'metadata', 'labels', 'controller-revision-hash') === revision);
}

const revisionKey = 'deployment.kubernetes.io/revision';

function isOwnedBy(object: KubeObject, uid: string): boolean {
  return listAt(object, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid);
}

/** The object as it is now, asked for once. */
export async function readTarget(
  cluster: Cluster,
  { object, resource }: Target,
): Promise<KubeObject | undefined> {
  const { name, namespace = '' } = object.metadata;
  const found = await cluster.find(pathOf(resource, namespace, name), { what: titleOf(object) });
  return isKubeObject(found) ? found : undefined;
}
