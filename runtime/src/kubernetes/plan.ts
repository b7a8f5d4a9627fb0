import { StepError } from '@stepyard/contract';
import { together } from './all-problems.ts';
import type { Cluster } from './cluster.ts';
import { diffOf } from './diff.ts';
import { ownFields } from './field-manager.ts';
import { type Manifest, placeText } from './manifests.ts';
import { at, isKubeObject, type KubeObject, titleOf } from './object.ts';
import { inOrder } from './order.ts';
import { type ApplyOptions, dryRun } from './patch.ts';
import { declaredPart, same } from './pruned-object.ts';
import { pathOf, type Resource } from './resources.ts';

/** What applying an object would do. */
export interface Change {
  readonly manifest: Manifest;
  /** With the namespace that it goes to. */
  readonly object: KubeObject;
  /** Absent where its kind comes into being by an earlier object of the plan. */
  readonly resource: Resource | undefined;
  readonly action: 'create' | 'change' | 'none';
  readonly live: KubeObject | undefined;
  /** What would stand there; absent where the cluster could not be asked yet. */
  readonly after: KubeObject | undefined;
  /** Unified, values of Secrets hidden. */
  readonly diff: string;
}

/**
 * Asks the cluster, without changing anything, what applying would change; in the order of applying.
 * @throws StepError for all objects that it would refuse, together
 */
export async function planApply(
  cluster: Cluster,
  manifests: readonly Manifest[],
  options: ApplyOptions,
): Promise<Change[]> {
  const ordered = inOrder(manifests, ({ object }) => object);
  const coming = comingWith(ordered);
  const planned = await together(ordered, (manifest) => planOne(cluster, manifest, coming, options));
  return planned;
}

interface Coming {
  readonly namespaces: ReadonlySet<string>;
  /** `group kind` of definitions. */
  readonly kinds: ReadonlySet<string>;
}

function comingWith(manifests: readonly Manifest[]): Coming {
  const ofKind = (kind: string) => manifests.filter(({ object }) => object.kind === kind);
  return {
    namespaces: new Set(ofKind('Namespace').map(({ object }) => object.metadata.name)),
    kinds: new Set(
      ofKind('CustomResourceDefinition').map(
        ({ object }) =>
          `${String(at(object, 'spec', 'group'))} ${String(at(object, 'spec', 'names', 'kind'))}`,
      ),
    ),
  };
}

async function planOne(
  cluster: Cluster,
  manifest: Manifest,
  coming: Coming,
  options: ApplyOptions,
): Promise<Change> {
  const { object: given } = manifest;
  const what = `${titleOf(given)} (${placeText(manifest.at)})`;
  const group = given.apiVersion.replace(/\/[^/]*$/, '');
  const resource = coming.kinds.has(`${group} ${given.kind}`)
    ? await cluster.resources.find(given.apiVersion, given.kind)
    : await cluster.resources.of(given, what);
  const object = resource === undefined ? given : inNamespace(given, resource, cluster.namespace);
  const unasked = {
    manifest,
    object,
    resource,
    action: 'create',
    live: undefined,
    after: undefined,
  } as const;
  if (resource === undefined) return { ...unasked, diff: await diffOf(titleOf(object), undefined, object) };
  const namespace = object.metadata.namespace ?? '';
  const found = await cluster.find(pathOf(resource, namespace, object.metadata.name), { what });
  const live = isKubeObject(found) ? found : undefined;
  try {
    const after = await dryRun(cluster, resource, object, what, options);
    const unchanged = live !== undefined && isSame(live, after, options.fieldManager);
    const action = live === undefined ? 'create' : unchanged ? 'none' : 'change';
    const diff = action === 'none' ? '' : await diffOf(titleOf(object), live, after);
    return { ...unasked, action, live, after, diff };
  } catch (error) {
    // The namespace is made by this very plan: what goes into it cannot be tried before.
    if (!(error instanceof StepError) || error.code !== 'NOT_FOUND' || !coming.namespaces.has(namespace))
      throw error;
    return { ...unasked, diff: await diffOf(titleOf(object), undefined, object) };
  }
}

/** Whether nothing is to be written: what is declared is there, and said to be ours. */
function isSame(live: KubeObject, after: KubeObject, fieldManager: string): boolean {
  return (
    same(declaredPart(live), declaredPart(after)) &&
    same(ownFields(live, fieldManager), ownFields(after, fieldManager))
  );
}

function inNamespace(object: KubeObject, { namespaced }: Resource, namespace: string): KubeObject {
  const { namespace: own, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: namespaced ? { ...metadata, namespace: own ?? namespace } : metadata,
  };
}
