import { type OutputsOf, readDuration } from '@stepyard/catalog';
import {
  type ApplyOptions,
  applyPlan,
  type Change,
  type Cluster,
  countText,
  deleteLeftovers,
  fieldManagerOf,
  findLeftovers,
  liveObjects,
  openCluster,
  planApply,
  reachableUrl,
  readManifestFiles,
  type Source,
  setLabel,
  showPlan,
  targetsOf,
  titleOf,
  waitReady,
} from '@stepyard/runtime/kubernetes';
import { readApplications } from './application/read.ts';
import { type Renewed, renewFailedJobs } from './failed-jobs.ts';
import type { OamStep } from './oam-step.ts';
import { type Prepared, prepare } from './prepare.ts';
import { keepRendered } from './rendered.ts';
import type { oamApply } from './template.ts';

type Outputs = OutputsOf<typeof oamApply>;

/** Checks an application, shows what it would change, and applies it wave by wave. */
export async function applyApplication(step: OamStep): Promise<Outputs> {
  const { inputs } = step;
  const task = step.task?.task ?? 'oam-apply';
  const files = { rendered: `${task}.yaml`, diff: `${task}.diff` };
  hideValues(step);
  const overlays = await readManifestFiles(step, 'overlays', inputs.overlays);
  const { application, lost } = await readApplications(await sourcesOf(step), overlays);
  const prepared = prepare(application, {
    ...inputs,
    images: inputs.images.map(({ name, image }) => ({ from: name, to: image })),
    hooks: { pre: inputs.preHooks, post: inputs.postHooks },
    engine: inputs.engine.case,
    labels: { [setLabel]: application.name },
  });
  tell(step, lost, prepared);
  const manifests = prepared.waves.flat();
  await keepRendered(step, files.rendered, manifests);
  const cluster = await openCluster(step, inputs.cluster, inputs.namespace);
  const options = { fieldManager: fieldManagerOf(step.task), force: inputs.conflicts === 'overwrite' };
  step.status('ask the cluster what changes');
  const known = await isKnown(step, cluster);
  const planned = known ? await planApply(cluster, manifests, options) : [];
  const { changes, failed } = await renewFailedJobs(planned);
  const leftovers =
    inputs.prune.case === 'none' || !known
      ? []
      : await findLeftovers(
          cluster,
          changes.map(({ object }) => object),
          { set: application.name, limit: inputs.prune.limit, fieldManager: options.fieldManager },
        );
  await showPlan(step, files.diff, changes);
  for (const { object } of failed) step.log.info(`run again, since it failed: ${titleOf(object)}`);
  for (const { object } of leftovers) step.log.info(`delete ${titleOf(object)}`);
  const deleted = leftovers.map(({ object }) => titleOf(object));
  step.summary(
    `**${application.name}** in ${inputs.namespace}: ${countText(changes)}${deleted.length === 0 ? '' : `, ${deleted.length} to delete`}.`,
  );
  const outputs = {
    ...files,
    changed: namesOf(changes),
    deleted,
    unchanged: changes.length - namesOf(changes).length,
    lost: [...lost],
  };
  if (inputs.dryRun) return outputs;
  const changed = await applyWaves(step, cluster, prepared, { changes, failed }, options);
  if (leftovers.length > 0) {
    await step.claim({
      name: 'prune',
      perform: async () => {
        await deleteLeftovers(cluster, leftovers);
        return deleted;
      },
      find: async () => undefined,
    });
  }
  const url = await urlOf(cluster, changes);
  return { ...outputs, changed, ...(url !== undefined && { url }) };
}

/** What services give stands in no log, in whatever form it comes back. */
function hideValues({ inputs: { services }, mask }: OamStep): void {
  for (const value of services.flatMap(({ values }) => Object.values(values))) {
    mask(value);
    mask(Buffer.from(value).toString('base64'));
  }
}

async function sourcesOf(step: OamStep): Promise<Source[]> {
  const { source } = step.inputs;
  return source.case === 'files'
    ? await readManifestFiles(step, 'source.manifests', source.manifests)
    : [{ file: 'source.text', text: source.text }];
}

function tell(step: OamStep, lost: readonly string[], { unknownTraits }: Prepared): void {
  for (const one of lost) step.log.warn(`Lost in the conversion: ${one}`);
  if (lost.length > 0)
    step.summary(`Lost in the conversion: ${lost.length}\n\n${lost.map((one) => `- ${one}`).join('\n')}`);
  for (const one of unknownTraits)
    step.log.warn(`KubeVela has no trait \`${one}\` by itself: the platform must define it.`);
}

/** Without KubeVela in the cluster its application can be written, and not be tried. */
async function isKnown({ inputs, log }: OamStep, cluster: Cluster): Promise<boolean> {
  if (inputs.engine.case === 'kubernetes' || !inputs.dryRun) return true;
  if ((await cluster.resources.find('core.oam.dev/v1beta1', 'Application')) !== undefined) return true;
  log.warn('The cluster does not have KubeVela: the application was written, and not checked by it.');
  return false;
}

function namesOf(changes: readonly Pick<Change, 'action' | 'object'>[]): string[] {
  return changes.filter(({ action }) => action !== 'none').map(({ object }) => titleOf(object));
}

/** One after another, each when the one before is ready; `timeout` is for all of them together. */
async function applyWaves(
  step: OamStep,
  cluster: Cluster,
  { waves }: Prepared,
  { changes, failed }: Renewed,
  options: ApplyOptions,
): Promise<string[]> {
  const { wait, engine } = step.inputs;
  const started = Date.now();
  const settle = async (part: readonly Change[]) => {
    if (wait.case === 'none' || engine.case === 'kubevela') return;
    const left = (readDuration(wait.timeout) ?? 0) - (Date.now() - started);
    await waitReady(cluster, await targetsOf(cluster, part), { timeoutMs: Math.max(left, 1_000) });
  };
  // What is there already is no effect, and claims none.
  if (namesOf(changes).length === 0) {
    await settle(changes);
    return [];
  }
  return await step.claim({
    name: 'apply',
    perform: async () => {
      const changed: string[] = [];
      for (const [index, wave] of waves.entries()) {
        const part = changes.filter(({ manifest }) => wave.includes(manifest));
        await deleteLeftovers(
          cluster,
          failed.filter(({ object }) => part.some(({ live }) => live === object)),
        );
        step.status(`apply ${index + 1} of ${waves.length}: ${countText(part)}`);
        changed.push(...namesOf(await applyPlan(cluster, part, options)));
        await settle(part);
      }
      return changed;
    },
    // Applied again, the same comes to the same.
    find: async () => undefined,
  });
}

async function urlOf(cluster: Cluster, changes: readonly Change[]): Promise<string | undefined> {
  const targets = await targetsOf(cluster, changes);
  const doors = targets.filter(({ object }) => ['Service', 'Ingress'].includes(object.kind));
  return await reachableUrl(cluster, await liveObjects(cluster, doors));
}
