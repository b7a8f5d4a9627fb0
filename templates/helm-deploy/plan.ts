import { StepError } from '@stepyard/contract';
import {
  type Change,
  type Cluster,
  diffOf,
  groupOf,
  type KubeObject,
  type Manifest,
  planApply,
  readManifests,
  type ShownChange,
  same,
  textAt,
} from '@stepyard/runtime/kubernetes';
import type { Release } from './releases.ts';
import { type Rendered, sourcesOf } from './render.ts';

/** What a deployment would do. */
export interface Plan {
  readonly shown: readonly ShownChange[];
  /** What the cluster was asked of the objects that the chart has. */
  readonly asked: readonly Change[];
  readonly changed: boolean;
  /** What is not seen in objects: values, hooks, the chart's version, the state of the release. */
  readonly reasons: readonly string[];
}

/** Helm writes under this name. */
const helmManager = 'helm';

/**
 * Compares what is rendered with what the release has and what the cluster has; nothing is written.
 * @throws StepError for all objects that the cluster would refuse, together
 */
export async function planRelease(
  cluster: Cluster,
  current: Release | undefined,
  rendered: Rendered,
  more: readonly Manifest[],
): Promise<Plan> {
  const asked = await planApply(cluster, [...more, ...rendered.manifests], {
    fieldManager: helmManager,
    force: true,
  });
  const before = new Map((await manifestsOf(current)).map(({ object }) => [idOf(object, cluster), object]));
  const shown: ShownChange[] = [];
  for (const change of asked) {
    const id = idOf(change.object, cluster);
    shown.push(await compare(before.get(id), change));
    before.delete(id);
  }
  for (const object of before.values()) shown.push(await deleted(object));
  const reasons = reasonsOf(current, rendered);
  return {
    shown,
    asked,
    reasons,
    changed: reasons.length > 0 || shown.some(({ action }) => action !== 'none'),
  };
}

async function compare(
  old: KubeObject | undefined,
  { manifest, object, action, diff, live }: Change,
): Promise<ShownChange> {
  const title = `${object.kind} ${object.metadata.name}`;
  if (live === undefined) return { object, action: action === 'none' ? 'create' : action, diff };
  const own =
    old === undefined || same(old, manifest.object) ? '' : await diffOf(title, old, manifest.object);
  // Fields that left the chart show in what it says; what others changed shows in what the cluster has.
  const text = own === '' ? diff : own;
  return { object, action: text === '' ? 'none' : 'change', diff: text };
}

const keep = 'helm.sh/resource-policy';

async function deleted(object: KubeObject): Promise<ShownChange> {
  if (textAt(object, 'metadata', 'annotations', keep) === 'keep') return { object, action: 'none', diff: '' };
  const title = `${object.kind} ${object.metadata.name}`;
  return { object, action: 'delete', diff: await diffOf(title, object, undefined) };
}

function reasonsOf(current: Release | undefined, rendered: Rendered): string[] {
  if (current === undefined) return ['the release is new'];
  return [
    ...(current.status === 'deployed' ? [] : [`its last revision is ${current.status}`]),
    ...(current.chart === rendered.chart ? [] : [`the chart was ${current.chart}`]),
    ...(same(current.config, rendered.config) ? [] : ['the values are others']),
    ...(same(current.hooks, rendered.hooks) ? [] : ['the hooks are others']),
  ];
}

/** What cannot be read of a release is as if it were not there: the deployment mends it. */
export async function manifestsOf(release: Pick<Release, 'manifest'> | undefined): Promise<Manifest[]> {
  if (release === undefined) return [];
  return await readManifests(sourcesOf(release.manifest)).catch((error: unknown) => {
    if (error instanceof StepError) return [];
    throw error;
  });
}

function idOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject, cluster: Cluster): string {
  const place = namespace ?? (kind === 'Namespace' ? '' : cluster.namespace);
  return [groupOf(apiVersion), kind, place, name].join(' ');
}
