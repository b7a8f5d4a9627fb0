import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import {
  type Change,
  type Cluster,
  hideSecret,
  type KubeObject,
  liveObjects,
  type Manifest,
  reachableUrl,
  targetsOf,
} from '@stepyard/runtime/kubernetes';
import { stringify } from 'yaml';
import type { DeployStep } from './deploy-step.ts';
import type { Release } from './releases.ts';
import type { helmDeploy } from './template.ts';

/** Where the diff is kept, below the workspace. */
export function planFile({ task }: DeployStep): string {
  return `${task?.task ?? 'helm-deploy'}.diff`;
}

/** Keeps what is rendered, values of Secrets hidden; gives its path below the workspace. */
export async function manifestFile(step: DeployStep, objects: readonly KubeObject[]): Promise<string> {
  const file = `${step.task?.task ?? 'helm-deploy'}.yaml`;
  const path = join(step.workspace, file);
  const texts = objects.map((object) =>
    stringify(hideSecret('after', object, undefined), { lineWidth: 0, aliasDuplicateObjects: false }),
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, step.masked(texts.join('---\n')));
  step.keep(path);
  return file;
}

/** A namespace that is there is never touched; Helm makes the one that is missing. */
export async function missingNamespace(
  { inputs: { createNamespace, namespace } }: DeployStep,
  cluster: Cluster,
): Promise<Manifest[]> {
  const path = `/api/v1/namespaces/${namespace}`;
  if (!createNamespace || (await cluster.find(path, { what: `Namespace ${namespace}` })) !== undefined)
    return [];
  const at = { file: 'namespace', line: 1, column: 1 };
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  return [{ object, at, place: () => at }];
}

export interface Outcome {
  readonly release: Release;
  readonly asked: readonly Change[];
  readonly changed: boolean;
}

export async function outputsOf(
  step: DeployStep,
  cluster: Cluster,
  { release, asked, changed }: Outcome,
): Promise<OutputsOf<typeof helmDeploy>> {
  const doors = asked.filter(
    ({ object, resource }) => resource !== undefined && ['Service', 'Ingress'].includes(object.kind),
  );
  const url = await reachableUrl(cluster, await liveObjects(cluster, await targetsOf(cluster, doors)));
  const notes = release.notes.trim();
  return {
    revision: release.version,
    status: release.status,
    changed,
    ...(notes !== '' && { notes: step.masked(notes) }),
    manifest: `${step.task?.task ?? 'helm-deploy'}.yaml`,
    diff: planFile(step),
    ...(url !== undefined && { url }),
  };
}
