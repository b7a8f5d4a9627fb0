import { StepError } from '@stepyard/contract';
import { together } from './all-problems.ts';
import type { Cluster } from './cluster.ts';
import { ownFields } from './field-manager.ts';
import { at, isKubeObject, type KubeObject, listAt, textAt, titleOf } from './object.ts';
import { inOrder } from './order.ts';
import { pathOf, type Resource } from './resources.ts';

/** Label of what a set has applied: only what carries it is ever deleted. */
export const setLabel = 'stepyard.dev/set';
/** Annotation that keeps an object whatever is applied. */
export const keptAnnotation = 'stepyard.dev/prune';

export interface PruneOptions {
  /** Value of the label. */
  readonly set: string;
  readonly fieldManager: string;
  /** More than this many are not deleted at all. */
  readonly limit: number;
}

/** An object that was applied by an earlier run and is declared no more. */
export interface Leftover {
  readonly object: KubeObject;
  readonly resource: Resource;
}

/** With them goes what nobody declared: what is in a namespace, all objects of a kind, data. */
const never = ['Namespace', 'CustomResourceDefinition', 'PersistentVolumeClaim', 'PersistentVolume'];

/**
 * Finds what the set applied before and does not declare any more. Nothing is deleted.
 * @throws StepError POLICY_REFUSED where there are more than the limit
 */
export async function findLeftovers(
  cluster: Cluster,
  declared: readonly KubeObject[],
  { set, fieldManager, limit }: PruneOptions,
): Promise<Leftover[]> {
  const kept = new Set(declared.map(idOf));
  const kinds = (await cluster.resources.all()).filter(
    ({ kind, verbs, namespaced }) =>
      namespaced && verbs.includes('list') && verbs.includes('delete') && !never.includes(kind),
  );
  const lists = await together(kinds, (resource) => labelled(cluster, resource, set));
  const found = new Map<string, Leftover>();
  for (const one of lists.flat()) {
    if (kept.has(idOf(one.object)) || !isOurs(one.object, fieldManager)) continue;
    found.set(textAt(one.object, 'metadata', 'uid'), one);
  }
  const all = inOrder([...found.values()], ({ object }) => object).reverse();
  if (all.length <= limit) return all;
  const names = all.filter((_, index) => index <= limit).map(({ object }) => titleOf(object));
  throw new StepError(
    'POLICY_REFUSED',
    `At most ${limit} objects may be deleted at once, and ${all.length} of the set ${JSON.stringify(set)} are not declared any more: ${names.join(', ')}${all.length > names.length ? ' …' : ''}.`,
    {
      hint: 'If they are all meant to go, raise `prune.limit`; otherwise check that the manifests are whole.',
    },
  );
}

function isOurs(object: KubeObject, fieldManager: string): boolean {
  return (
    ownFields(object, fieldManager) !== undefined &&
    textAt(object, 'metadata', 'annotations', keptAnnotation) !== 'disabled' &&
    textAt(object, 'metadata', 'deletionTimestamp') === '' &&
    !listAt(object, 'metadata', 'ownerReferences').some((owner) => at(owner, 'controller') === true)
  );
}

/** The same object, in whatever version of its API it is given. */
function idOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): string {
  return [apiVersion.includes('/') ? apiVersion.replace(/\/.*$/, '') : '', kind, namespace, name].join(' ');
}

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json';

async function labelled(cluster: Cluster, resource: Resource, set: string): Promise<Leftover[]> {
  const { apiVersion, kind } = resource;
  const answer = await cluster
    .call(pathOf(resource, cluster.namespace), {
      what: `The list of ${resource.plural}`,
      accept: metadataOnly,
      query: { labelSelector: `${setLabel}=${set}` },
    })
    .catch((error: unknown) => {
      // What we may not list we have not applied either.
      if (error instanceof StepError && ['AUTH_FAILED', 'POLICY_REFUSED', 'NOT_FOUND'].includes(error.code))
        return {};
      throw error;
    });
  return listAt(answer, 'items').flatMap((item) => {
    const object = typeof item === 'object' && item !== null ? { ...item, apiVersion, kind } : item;
    return isKubeObject(object) ? [{ object, resource }] : [];
  });
}

/**
 * Deletes them, as they were shown: one that was changed or made anew since stays.
 * @throws StepError for all that could not be deleted, together
 */
export async function deleteLeftovers(cluster: Cluster, leftovers: readonly Leftover[]): Promise<void> {
  await together(leftovers, async ({ object, resource }) => {
    const { name, namespace = '' } = object.metadata;
    await cluster.find(pathOf(resource, namespace, name), {
      what: titleOf(object),
      method: 'DELETE',
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
        preconditions: {
          uid: textAt(object, 'metadata', 'uid'),
          resourceVersion: textAt(object, 'metadata', 'resourceVersion'),
        },
      },
    });
    cluster.step.log.info(`${titleOf(object)}: deleted`);
  });
}
