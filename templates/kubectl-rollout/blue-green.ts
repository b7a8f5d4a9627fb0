import { StepError } from '@stepyard/contract';
import { type Cluster, fieldManagerOf, isKubeObject, type KubeObject } from '@stepyard/runtime/kubernetes';
import {
  companionOf,
  type Labels,
  labelsAt,
  readCompanion,
  removeCompanion,
  requireCompanion,
  startCompanion,
  totalOf,
} from './companion.ts';
import { replaceImage } from './replace-image.ts';
import type { RolloutStep } from './rollout-step.ts';
import type { Workload } from './workload.ts';

interface BlueGreen {
  readonly action: 'start' | 'switch' | 'back' | 'promote' | 'reject';
  readonly service: string;
}

/** The new stands beside the old and gets no traffic until the Service is switched, in one write. */
export async function blueGreen(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  { action, service: name }: BlueGreen,
  image: string,
): Promise<void> {
  const service = await readService(cluster, name);
  const old = oldSelector(service, workload);
  const fresh = renamed(old);
  const select = (selector: Labels) => switchTo(step, cluster, service, selector);
  if (action === 'start') {
    const total = totalOf(workload, await readCompanion(cluster, workload));
    const relabel = (labels: Labels) => relabelled(labels, old);
    const object = companionOf(workload, { image, replicas: total, total, relabel });
    return await startCompanion(step, cluster, workload, object);
  }
  if (action === 'back') return await select(old);
  if (action === 'switch') {
    await requireCompanion(cluster, workload);
    return await select(fresh);
  }
  // The workload serves again under its own name, with the version that is kept.
  if (action === 'promote')
    await replaceImage(step, cluster, workload, await requireCompanion(cluster, workload), image);
  await select(old);
  await removeCompanion(step, cluster, workload);
}

const suffix = '-next';

function renamed(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, `${String(value)}${suffix}`]));
}

/** What the Service selects by has another value, so that it selects one of both only. */
function relabelled(labels: Labels, selector: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [
      key,
      key in selector ? `${String(value)}${suffix}` : value,
    ]),
  );
}

/** How the Service selects the workload, whichever of both it selects now. */
function oldSelector(service: KubeObject, { object, title }: Workload): Labels {
  const selector = labelsAt(service, 'spec', 'selector');
  const pod = labelsAt(object, 'spec', 'template', 'metadata', 'labels');
  const matched = labelsAt(object, 'spec', 'selector', 'matchLabels');
  const own = Object.fromEntries(Object.keys(selector).map((key) => [key, pod[key]]));
  const isOurs = Object.entries(selector).every(
    ([key, value]) => value === own[key] || value === `${String(own[key])}${suffix}`,
  );
  const isApart = Object.keys(matched).some((key) => key in selector);
  if (isOurs && isApart) return own;
  throw new StepError(
    'INPUT_INVALID',
    `\`strategy.service\` must select the pods of ${title} by a label of its selector, got ${JSON.stringify(service.metadata.name)}.`,
    { hint: 'Name the Service that leads to the workload.' },
  );
}

async function readService(cluster: Cluster, name: string): Promise<KubeObject> {
  const what = `Service ${cluster.namespace}/${name}`;
  const found = await cluster.find(pathTo(cluster, name), { what });
  if (isKubeObject(found)) return found;
  throw new StepError('NOT_FOUND', `\`strategy.service\` must be there, and ${what} is not.`, {
    hint: 'Name the Service that leads to the workload.',
  });
}

async function switchTo(
  step: RolloutStep,
  cluster: Cluster,
  service: KubeObject,
  selector: Labels,
): Promise<void> {
  const { name } = service.metadata;
  const now = labelsAt(service, 'spec', 'selector');
  if (Object.entries(selector).every(([key, value]) => now[key] === value)) return;
  await cluster.call(pathTo(cluster, name), {
    what: `Service ${cluster.namespace}/${name}`,
    method: 'PATCH',
    contentType: 'application/merge-patch+json',
    query: { fieldManager: fieldManagerOf(step.task) },
    body: { spec: { selector } },
    retry: 'always',
  });
  const pairs = Object.entries(selector).map(([key, value]) => `${key}=${String(value)}`);
  step.log.info(`Service ${cluster.namespace}/${name} leads to ${pairs.join(', ')}`);
}

function pathTo(cluster: Cluster, name: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(cluster.namespace)}/services/${encodeURIComponent(name)}`;
}
