import { groupOf, type KubeObject } from './object.ts';

/** What others need comes first; kinds that are not named, custom ones among them, come after workloads. */
const first = [
  'Namespace',
  'CustomResourceDefinition',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'IngressClass',
  'ResourceQuota',
  'LimitRange',
  'NetworkPolicy',
  'ServiceAccount',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Service',
  'DaemonSet',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'Pod',
  'Job',
  'CronJob',
];
/** What judges or routes others comes when they are there. */
const last = [
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'Ingress',
  'APIService',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** In the order in which they can be applied; deleted in the reverse of it. Equals stay as they were. */
export function inOrder<T>(
  items: readonly T[],
  objectOf: (item: T) => Pick<KubeObject, 'apiVersion' | 'kind'>,
): T[] {
  return [...items].sort((a, b) => rank(objectOf(a)) - rank(objectOf(b)));
}

/** Kinds of one's own may share a name with those of Kubernetes. */
function rank({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): number {
  const group = groupOf(apiVersion);
  const own = group.includes('.') && !group.endsWith('.k8s.io');
  const early = own ? -1 : first.indexOf(kind);
  if (early >= 0) return early;
  const late = own ? -1 : last.indexOf(kind);
  return first.length + 1 + late;
}
