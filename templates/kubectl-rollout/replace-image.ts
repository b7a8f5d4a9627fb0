import { StepError } from '@stepyard/contract';
import {
  type Cluster,
  fieldManagerOf,
  type KubeObject,
  listAt,
  textAt,
  waitReady,
} from '@stepyard/runtime/kubernetes';
import { timeoutOf } from './companion.ts';
import type { RolloutStep } from './rollout-step.ts';
import { patchWorkload } from './upgrade.ts';
import type { Workload } from './workload.ts';

/** Gives the workload the image that was tried beside it, with no replica less; one that fails goes back. */
export async function replaceImage(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  companion: KubeObject | undefined,
  image: string,
): Promise<void> {
  const tried = listAt(companion, 'spec', 'template', 'spec', 'containers').find(
    (one) => textAt(one, 'name') === workload.container,
  );
  if (textAt(tried, 'image') !== image) {
    throw new StepError(
      'CONFLICT',
      `\`release.image\` must be the image that was tried, which is ${JSON.stringify(textAt(tried, 'image'))}, got ${JSON.stringify(image)}.`,
      { hint: 'Start the new version with this image first.' },
    );
  }
  const fieldManager = fieldManagerOf(step.task);
  const change = (to: string) => ({
    spec: {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: { spec: { containers: [{ name: workload.container, image: to }] } },
    },
  });
  await patchWorkload(cluster, workload, change(image), { fieldManager });
  try {
    await waitReady(cluster, [workload], { timeoutMs: timeoutOf(step) });
  } catch (error) {
    if (!step.signal.aborted)
      await patchWorkload(cluster, workload, change(workload.image), { fieldManager });
    throw error;
  }
}
