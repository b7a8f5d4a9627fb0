import { together } from './all-problems.ts';
import type { Cluster } from './cluster.ts';
import { type KubeObject, titleOf } from './object.ts';
import type { Change } from './plan.ts';
import { readTarget, type Target } from './ready/subject.ts';

/** What a plan came to, to be waited for: each object in its namespace, kinds known that the plan itself defines. */
export async function targetsOf(
  cluster: Cluster,
  changes: readonly Pick<Change, 'object' | 'resource'>[],
): Promise<Target[]> {
  return await together(changes, async ({ object, resource: known }) => {
    const resource = known ?? (await cluster.resources.of(object, titleOf(object)));
    const { metadata } = object;
    const namespace = metadata.namespace ?? cluster.namespace;
    return {
      resource,
      object: resource.namespaced ? { ...object, metadata: { ...metadata, namespace } } : object,
    };
  });
}

/** The objects as they are now; what is gone is left out. */
export async function liveObjects(cluster: Cluster, targets: readonly Target[]): Promise<KubeObject[]> {
  const found = await together(targets, (target) => readTarget(cluster, target));
  return found.filter((object) => object !== undefined);
}
