import { type OutputsOf, readDuration } from '@stepyard/catalog';
import {
  type Applied,
  type ApplyOptions,
  applyPlan,
  type Change,
  type Cluster,
  countText,
  deleteLeftovers,
  fieldManagerOf,
  findLeftovers,
  type Leftover,
  liveObjects,
  openCluster,
  planApply,
  reachableUrl,
  showPlan,
  type Target,
  targetsOf,
  titleOf,
  waitReady,
} from '@stepyard/runtime/kubernetes';
import type { ApplyStep } from './apply-step.ts';
import { manifestsOf } from './manifests.ts';
import type { kubectlApply } from './template.ts';

type Outputs = OutputsOf<typeof kubectlApply>;

/** Shows what changes, applies it, waits until it is ready, and then deletes what is declared no more. */
export async function applyManifests(step: ApplyStep): Promise<Outputs> {
  const { cluster: access, namespace, conflicts, dryRun } = step.inputs;
  const cluster = await openCluster(step, access, namespace);
  const options = { fieldManager: fieldManagerOf(step.task), force: conflicts === 'overwrite' };
  step.status('ask the cluster what changes');
  const changes = await planApply(cluster, await manifestsOf(step, cluster), options);
  const leftovers = await leftoversOf(step, cluster, changes, options);
  const diff = `${step.task?.task ?? 'kubectl-apply'}.diff`;
  await showPlan(step, diff, changes);
  for (const { object } of leftovers) step.log.info(`delete ${titleOf(object)}`);
  const outputs = {
    changed: changes.filter(({ action }) => action !== 'none').map(({ object }) => titleOf(object)),
    deleted: leftovers.map(({ object }) => titleOf(object)),
    unchanged: changes.filter(({ action }) => action === 'none').length,
    diff,
  };
  summarize(step, changes, leftovers);
  if (dryRun) return outputs;
  const changed = await apply(step, cluster, changes, options);
  const targets = await targetsOf(cluster, changes);
  await waitFor(step, cluster, targets);
  await remove(step, cluster, leftovers);
  const doors = targets.filter(({ object }) => ['Service', 'Ingress'].includes(object.kind));
  const url = await reachableUrl(cluster, await liveObjects(cluster, doors));
  return { ...outputs, changed, ...(url !== undefined && { url }) };
}

async function leftoversOf(
  { inputs: { prune } }: ApplyStep,
  cluster: Cluster,
  changes: readonly Change[],
  { fieldManager }: ApplyOptions,
): Promise<readonly Leftover[]> {
  if (prune.case === 'none') return [];
  const declared = changes.map(({ object }) => object);
  return await findLeftovers(cluster, declared, { ...prune, fieldManager });
}

/** What is there already is no effect, and claims none. */
async function apply(
  step: ApplyStep,
  cluster: Cluster,
  changes: readonly Change[],
  options: ApplyOptions,
): Promise<string[]> {
  const names = (all: readonly (Change | Applied)[]) =>
    all.filter(({ action }) => action !== 'none').map(({ object }) => titleOf(object));
  if (names(changes).length === 0) return [];
  return await step.claim({
    name: 'apply',
    perform: async () => {
      step.status(`apply: ${countText(changes)}`);
      return names(await applyPlan(cluster, changes, options));
    },
    // Applied again, the same comes to the same.
    find: async () => undefined,
  });
}

async function waitFor(step: ApplyStep, cluster: Cluster, targets: readonly Target[]): Promise<void> {
  const { wait } = step.inputs;
  if (wait.case === 'none') return;
  step.status('wait until it is ready');
  await waitReady(cluster, targets, { timeoutMs: readDuration(wait.timeout) ?? 0 });
}

async function remove(step: ApplyStep, cluster: Cluster, leftovers: readonly Leftover[]): Promise<void> {
  if (leftovers.length === 0) return;
  await step.claim({
    name: 'prune',
    perform: async () => {
      await deleteLeftovers(cluster, leftovers);
      return leftovers.map(({ object }) => titleOf(object));
    },
    find: async () => undefined,
  });
}

function summarize(step: ApplyStep, changes: readonly Change[], leftovers: readonly Leftover[]): void {
  const deleted = leftovers.length === 0 ? '' : `, ${leftovers.length} to delete`;
  step.summary(`**${step.inputs.namespace}**: ${countText(changes)}${deleted}.`);
}
