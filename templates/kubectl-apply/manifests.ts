import { StepError } from '@stepyard/contract';
import {
  assertAllUsed,
  type Cluster,
  type Manifest,
  readManifests,
  type Substitution,
  setLabel,
  substituteImages,
} from '@stepyard/runtime/kubernetes';
import type { ApplyStep } from './apply-step.ts';
import { sourcesOf } from './sources.ts';

/** The objects as they are to be applied: with their images, the label of their set, and their namespace. */
export async function manifestsOf(step: ApplyStep, cluster: Cluster): Promise<Manifest[]> {
  const { images, prune } = step.inputs;
  const read = await readManifests(await sourcesOf(step));
  if (read.length === 0) {
    throw new StepError('INPUT_INVALID', '`source` must hold at least one object, and has none.', {
      hint: 'Check what it names: files that hold comments alone are read as nothing.',
    });
  }
  const substitutions = images.map(({ name, image }) => ({ from: name, to: image }));
  const used = new Set<Substitution>();
  const given = read.map((manifest) => {
    const object = substituteImages(manifest.object, substitutions, used);
    return { ...manifest, object: prune.case === 'set' ? labelled(object, prune.set) : object };
  });
  assertAllUsed(substitutions, used);
  return [...(await missingNamespace(step, cluster, read)), ...given];
}

function labelled(object: Manifest['object'], set: string): Manifest['object'] {
  const { metadata } = object;
  const labels = typeof metadata.labels === 'object' && metadata.labels !== null ? metadata.labels : {};
  return { ...object, metadata: { ...metadata, labels: { ...labels, [setLabel]: set } } };
}

/** A namespace that is there is never touched. */
async function missingNamespace(
  { inputs: { createNamespace, namespace } }: ApplyStep,
  cluster: Cluster,
  manifests: readonly Manifest[],
): Promise<Manifest[]> {
  const declared = manifests.some(
    ({ object }) => object.kind === 'Namespace' && object.metadata.name === namespace,
  );
  if (!createNamespace || declared) return [];
  const what = `Namespace ${namespace}`;
  if ((await cluster.find(`/api/v1/namespaces/${namespace}`, { what })) !== undefined) return [];
  const at = { file: 'namespace', line: 1, column: 1 };
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  return [{ object, at, place: () => at }];
}
