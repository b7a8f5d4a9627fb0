import { type Cluster, listAt, textAt, together } from '@stepyard/runtime/kubernetes';
import type { RolloutStep } from './rollout-step.ts';
import { podLabels, type Workload } from './workload.ts';

/**
 * 普通升级 of a kind that has no such upgrade of its own: all pods are ended at once, and come back new. A Deployment
 * does that by itself.
 */
export async function restart(
  { inputs }: RolloutStep,
  cluster: Cluster,
  { object, title }: Workload,
): Promise<void> {
  if (inputs.kind === 'Deployment' || inputs.strategy.case !== 'normal') return;
  const labels = Object.entries(podLabels(object)).map(([name, value]) => `${name}=${value}`);
  const path = `/api/v1/namespaces/${encodeURIComponent(cluster.namespace)}/pods`;
  const list = await cluster.call(path, {
    what: `The pods of ${title}`,
    query: { labelSelector: labels.join(',') },
  });
  const uid = textAt(object, 'metadata', 'uid');
  const own = listAt(list, 'items').filter((pod) =>
    listAt(pod, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid),
  );
  await together(own, async (pod) => {
    const name = textAt(pod, 'metadata', 'name');
    await cluster.find(`${path}/${encodeURIComponent(name)}`, { what: `Pod ${name}`, method: 'DELETE' });
  });
}
