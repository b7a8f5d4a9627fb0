import { StepError } from '@stepyard/contract';
import {
  at,
  bareImage,
  type Cluster,
  isKubeObject,
  type KubeObject,
  listAt,
  pathOf,
  type Resource,
  textAt,
} from '@stepyard/runtime/kubernetes';
import type { RolloutStep } from './rollout-step.ts';

/** The workload as it is before the upgrade. */
export interface Workload {
  readonly object: KubeObject;
  readonly resource: Resource;
  readonly path: string;
  readonly title: string;
  readonly container: string;
  readonly image: string;
}

/** Finds the workload and the container that is meant. */
export async function readWorkload(step: RolloutStep, cluster: Cluster): Promise<Workload> {
  const { kind, workload, namespace } = step.inputs;
  const title = `${kind} ${namespace}/${workload}`;
  const resource = await cluster.resources.of({ apiVersion: 'apps/v1', kind }, title);
  const path = pathOf(resource, namespace, workload);
  const object = await cluster.find(path, { what: title });
  if (!isKubeObject(object)) throw await absent(cluster, resource, title);
  const container = containerOf(step, object, title);
  return {
    object,
    resource,
    path,
    title,
    container: textAt(container, 'name'),
    image: textAt(container, 'image'),
  };
}

async function absent(cluster: Cluster, resource: Resource, title: string): Promise<StepError> {
  const list = await cluster
    .call(pathOf(resource, cluster.namespace), { what: resource.plural })
    .catch(() => undefined);
  const names = listAt(list, 'items').map((item) => `\`${textAt(item, 'metadata', 'name')}\``);
  return new StepError('NOT_FOUND', `\`workload\` must be there, and ${title} is not.`, {
    hint:
      names.length === 0
        ? `There is no ${resource.kind} in the namespace: deploy it first, for instance by kubectl-apply.`
        : `The namespace has ${names.filter((_, index) => index < 10).join(', ')}.`,
  });
}

function containerOf({ inputs }: RolloutStep, object: KubeObject, title: string): unknown {
  const all = listAt(object, 'spec', 'template', 'spec', 'containers');
  const names = all.map((one) => `\`${textAt(one, 'name')}\``).join(', ');
  if (inputs.containerName !== undefined) {
    const found = all.find((one) => textAt(one, 'name') === inputs.containerName);
    if (found !== undefined) return found;
    const message = `\`containerName\` must be one of ${title}, got ${JSON.stringify(inputs.containerName)}.`;
    throw new StepError('INPUT_INVALID', message, { hint: `It has ${names}.` });
  }
  if (all.length === 1) return all[0];
  const { release } = inputs;
  const wanted = release.case === 'image' ? bareImage(release.image) : undefined;
  const [found, ...more] = all.filter((one) => bareImage(textAt(one, 'image')) === wanted);
  if (found !== undefined && more.length === 0) return found;
  throw new StepError('INPUT_MISSING', `\`containerName\` must be given where ${title} has several.`, {
    hint: `It has ${names}.`,
  });
}

/** The number or name under which the cluster keeps what runs now. */
export function revisionOf(object: KubeObject): string {
  const numbered = textAt(object, 'metadata', 'annotations', 'deployment.kubernetes.io/revision');
  return (
    numbered ||
    textAt(object, 'status', 'updateRevision') ||
    String(at(object, 'metadata', 'generation') ?? '')
  );
}

export function podLabels(object: KubeObject): Readonly<Record<string, unknown>> {
  const labels = at(object, 'spec', 'template', 'metadata', 'labels');
  return typeof labels === 'object' && labels !== null ? { ...labels } : {};
}
