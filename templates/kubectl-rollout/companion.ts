import { readDuration } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import {
  applyPlan,
  at,
  type Cluster,
  fieldManagerOf,
  isKubeObject,
  type KubeObject,
  listAt,
  numberAt,
  pathOf,
  planApply,
  type Target,
  textAt,
  titleOf,
  waitReady,
} from '@stepyard/runtime/kubernetes';
import type { RolloutStep } from './rollout-step.ts';
import type { Workload } from './workload.ts';

/** Label of the pods that are new. */
export const trackLabel = 'stepyard.dev/track';
/** Annotation of the companion: how many replicas the workload had before. */
const totalNote = 'stepyard.dev/replicas';

export type Labels = Readonly<Record<string, unknown>>;

export function labelsAt(value: unknown, ...path: readonly string[]): Labels {
  const found = at(value, ...path);
  return isRecord(found) ? found : {};
}

/** Replicas that the workload has when nothing stands beside it. */
export function totalOf({ object }: Workload, companion: KubeObject | undefined): number {
  const noted = Number(textAt(companion, 'metadata', 'annotations', totalNote));
  return noted > 0 ? noted : (numberAt(object, 'spec', 'replicas') ?? 1);
}

export interface CompanionOptions {
  readonly image: string;
  readonly replicas: number;
  readonly total: number;
  /** Labels of the workload's pods, as those of the companion's. */
  readonly relabel: (labels: Labels) => Labels;
}

/** A Deployment beside the workload, like it but for image, number and labels. */
export function companionOf(
  workload: Workload,
  { image, replicas, total, relabel }: CompanionOptions,
): KubeObject {
  const { object, container } = workload;
  const { namespace } = object.metadata;
  const template = labelsAt(object, 'spec', 'template');
  const pod = labelsAt(template, 'spec');
  const containers = listAt(pod, 'containers').map((one) =>
    isRecord(one) && one.name === container ? { ...one, image } : one,
  );
  const labels = relabel(labelsAt(template, 'metadata', 'labels'));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: companionName(workload),
      ...(namespace !== undefined && { namespace }),
      labels: { [trackLabel]: 'next' },
      annotations: { [totalNote]: `${total}` },
    },
    spec: {
      replicas,
      selector: { matchLabels: relabel(labelsAt(object, 'spec', 'selector', 'matchLabels')) },
      template: {
        metadata: { labels, annotations: labelsAt(template, 'metadata', 'annotations') },
        spec: { ...pod, containers },
      },
    },
  };
}

export function companionName({ object }: Workload): string {
  return `${object.metadata.name}-next`;
}

/** Makes or changes the companion and waits for it; one that does not become ready is removed again. */
export async function startCompanion(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  object: KubeObject,
): Promise<void> {
  const place = { file: companionName(workload), line: 1, column: 1 };
  const options = { fieldManager: fieldManagerOf(step.task), force: true };
  const manifest = { object, at: place, place: () => place };
  const changes = await planApply(cluster, [manifest], options);
  for (const { diff } of changes)
    for (const line of diff.split('\n')) if (line !== '') step.log.info(step.masked(line));
  const applied = await applyPlan(cluster, changes, options);
  try {
    await waitReady(cluster, applied, { timeoutMs: timeoutOf(step) });
  } catch (error) {
    if (!step.signal.aborted) await removeCompanion(step, cluster, workload);
    throw error;
  }
}

export function timeoutOf({ inputs: { timeout } }: RolloutStep): number {
  return readDuration(timeout) ?? 0;
}

/** Deletes the companion, and waits until none of its pods is left. */
export async function removeCompanion(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
): Promise<void> {
  const name = companionName(workload);
  const what = `Deployment ${cluster.namespace}/${name}`;
  const live = await readCompanion(cluster, workload);
  if (live === undefined) return;
  step.status(`remove ${what}`);
  const selector = Object.entries(labelsAt(live, 'spec', 'selector', 'matchLabels'));
  await cluster.find(pathOf(workload.resource, cluster.namespace, name), { what, method: 'DELETE' });
  const deadline = Date.now() + timeoutOf(step);
  const query = { labelSelector: selector.map(([key, value]) => `${key}=${value}`).join(',') };
  const path = `/api/v1/namespaces/${encodeURIComponent(cluster.namespace)}/pods`;
  while (listAt(await cluster.call(path, { what: `The pods of ${what}`, query }), 'items').length > 0) {
    step.signal.throwIfAborted();
    if (Date.now() > deadline) {
      throw new StepError('TIMEOUT', `The pods of ${what} were not gone within ${step.inputs.timeout}.`, {
        hint: 'See what keeps them: finalizers, or a node that does not answer.',
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

const pollMs = 250;

export async function readCompanion(cluster: Cluster, workload: Workload): Promise<KubeObject | undefined> {
  const name = companionName(workload);
  const what = `Deployment ${cluster.namespace}/${name}`;
  const found = await cluster.find(pathOf(workload.resource, cluster.namespace, name), { what });
  if (!isKubeObject(found)) return undefined;
  if (textAt(found, 'metadata', 'labels', trackLabel) === 'next') return found;
  throw new StepError(
    'CONFLICT',
    `${titleOf(found)} must be free for the new version, and is someone else's.`,
    {
      hint: 'Rename it, or choose a rolling upgrade.',
    },
  );
}

/** Something new must stand beside the workload. */
export async function requireCompanion(cluster: Cluster, workload: Workload): Promise<KubeObject> {
  const found = await readCompanion(cluster, workload);
  if (found !== undefined) return found;
  throw new StepError('NOT_FOUND', `Nothing new stands beside ${workload.title}.`, {
    hint: 'Run the task with `action` start first.',
  });
}

/** Waits until the workload is ready with as many replicas. */
export async function scale(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload & Target,
  replicas: number,
): Promise<void> {
  if (numberAt(workload.object, 'spec', 'replicas') !== replicas) {
    await cluster.call(workload.path, {
      what: workload.title,
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      query: { fieldManager: fieldManagerOf(step.task) },
      body: { spec: { replicas } },
      retry: 'always',
    });
    step.log.info(`${workload.title}: ${replicas} replicas`);
  }
  await waitReady(cluster, [workload], { timeoutMs: timeoutOf(step) });
}
