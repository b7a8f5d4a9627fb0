import { StepError } from '@stepyard/contract';
import type { Cluster } from '@stepyard/runtime/kubernetes';
import {
  companionOf,
  readCompanion,
  removeCompanion,
  requireCompanion,
  scale,
  startCompanion,
  totalOf,
  trackLabel,
} from './companion.ts';
import { replaceImage } from './replace-image.ts';
import type { RolloutStep } from './rollout-step.ts';
import type { Workload } from './workload.ts';

interface Canary {
  readonly action: 'start' | 'promote' | 'reject';
  readonly replicas: number;
}

/** Some of the replicas are new: they get their share of the traffic, since a Service selects both. */
export async function canary(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  { action, replicas }: Canary,
  image: string,
): Promise<void> {
  if (action === 'start') return await start(step, cluster, workload, replicas, image);
  const companion =
    action === 'promote' ? await requireCompanion(cluster, workload) : await readCompanion(cluster, workload);
  const total = totalOf(workload, companion);
  if (action === 'promote') await replaceImage(step, cluster, workload, companion, image);
  await scale(step, cluster, workload, total);
  await removeCompanion(step, cluster, workload);
}

async function start(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  replicas: number,
  image: string,
): Promise<void> {
  const total = totalOf(workload, await readCompanion(cluster, workload));
  if (replicas >= total) {
    throw new StepError(
      'INPUT_INVALID',
      `\`strategy.replicas\` must be less than the ${total} replicas of ${workload.title}, got ${replicas}.`,
      { hint: 'Have the workload run with more replicas, or choose a rolling upgrade.' },
    );
  }
  const relabel = (labels: object) => ({ ...labels, [trackLabel]: 'next' });
  await startCompanion(step, cluster, workload, companionOf(workload, { image, replicas, total, relabel }));
  await scale(step, cluster, workload, total - replicas);
}
