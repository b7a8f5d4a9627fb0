import type { Cluster } from './cluster.ts';
import { type KubeObject, titleOf } from './object.ts';
import { type ApplyOptions, apply } from './patch.ts';
import type { Change } from './plan.ts';
import { waitReady } from './ready/wait.ts';
import type { Resource } from './resources.ts';

/** An object as it stands in the cluster after applying. */
export interface Applied {
  readonly object: KubeObject;
  readonly resource: Resource;
  readonly action: Change['action'];
}

/** What other objects of the plan need before they can be applied at all. */
const foundations = ['Namespace', 'CustomResourceDefinition'];
const foundationMs = 60_000;

/**
 * Does what the plan says, in its order; what is there already is not written. Objects of a kind that the plan itself
 * defines follow once the cluster serves it.
 */
export async function applyPlan(
  cluster: Cluster,
  changes: readonly Change[],
  options: ApplyOptions,
): Promise<Applied[]> {
  const applied: Applied[] = [];
  let unsettled: Applied[] = [];
  for (const change of changes) {
    cluster.step.signal.throwIfAborted();
    const { object, action, live } = change;
    const isFoundation = foundations.includes(object.kind);
    if (!isFoundation && unsettled.length > 0) {
      await waitReady(cluster, unsettled, { timeoutMs: foundationMs });
      unsettled = [];
      cluster.resources.forget();
    }
    const what = titleOf(object);
    const resource = change.resource ?? (await cluster.resources.of(object, what));
    const placed =
      resource.namespaced && object.metadata.namespace === undefined
        ? { ...object, metadata: { ...object.metadata, namespace: cluster.namespace } }
        : object;
    const now =
      action === 'none' && live !== undefined ? live : await apply(cluster, resource, placed, what, options);
    if (action !== 'none')
      cluster.step.log.info(`${titleOf(placed)}: ${action === 'create' ? 'made' : 'changed'}`);
    const one = { object: now, resource, action };
    applied.push(one);
    if (isFoundation && action !== 'none') unsettled.push(one);
  }
  return applied;
}
