import { StepError } from '@stepyard/contract';
import type { Cluster } from './cluster.ts';
import { isKubeObject, type KubeObject } from './object.ts';
import { pathOf, type Resource } from './resources.ts';

export interface ApplyOptions {
  /** Name under which our fields are noted. */
  readonly fieldManager: string;
  /** Takes over fields that others manage. */
  readonly force?: boolean;
}

/** What would stand in the cluster; nothing is written. */
export async function dryRun(
  cluster: Cluster,
  resource: Resource,
  object: KubeObject,
  what: string,
  options: ApplyOptions,
): Promise<KubeObject> {
  return await patch(cluster, resource, object, what, options, { dryRun: 'All' });
}

/** Writes by server-side apply; gives what stands there then. */
export async function apply(
  cluster: Cluster,
  resource: Resource,
  object: KubeObject,
  what: string,
  options: ApplyOptions,
): Promise<KubeObject> {
  return await patch(cluster, resource, object, what, options, {});
}

async function patch(
  cluster: Cluster,
  resource: Resource,
  object: KubeObject,
  what: string,
  { fieldManager, force = false }: ApplyOptions,
  query: Readonly<Record<string, string>>,
): Promise<KubeObject> {
  const { metadata } = object;
  const answer = await cluster.call(pathOf(resource, metadata.namespace ?? '', metadata.name), {
    what,
    method: 'PATCH',
    query: { fieldManager, force, fieldValidation: 'Strict', ...query },
    contentType: 'application/apply-patch+yaml',
    body: object,
    // Applying the same twice comes to the same.
    retry: 'always',
  });
  if (isKubeObject(answer)) return answer;
  throw new StepError('REJECTED', `${what} was answered by something else than an object.`, {
    hint: 'Check that the URL of the cluster is that of its API server.',
  });
}
