import { type OutputsOf, readDuration } from '@stepyard/catalog';
import {
  type Budget,
  type Cluster,
  diffOf,
  fieldManagerOf,
  openBudget,
  openCluster,
  textAt,
  urlOfWorkload,
  waitReady,
} from '@stepyard/runtime/kubernetes';
import { assertBeside } from './assert-beside.ts';
import { blueGreen } from './blue-green.ts';
import { canary } from './canary.ts';
import { packCode, putCode } from './code.ts';
import { restart } from './restart.ts';
import { guardRollout, rollBack } from './rollback.ts';
import type { RolloutStep } from './rollout-step.ts';
import type { kubectlRollout } from './template.ts';
import { assertUninterrupted, patchWorkload, previousNote, upgradeOf } from './upgrade.ts';
import { podLabels, readWorkload, revisionOf, type Workload } from './workload.ts';

type Outputs = OutputsOf<typeof kubectlRollout>;

/** Upgrades the workload and waits until it is ready; where that fails, the previous image is put back. */
export async function rollOut(step: RolloutStep): Promise<Outputs> {
  const { cluster: access, namespace, dryRun, strategy, timeout, rollback } = step.inputs;
  const cluster = await openCluster(step, access, namespace);
  const workload = await readWorkload(step, cluster);
  if (strategy.case === 'canary' || strategy.case === 'blueGreen')
    return await besideIt(step, cluster, workload, strategy);
  const code = await packCode(step, workload);
  const fieldManager = fieldManagerOf(step.task);
  assertUninterrupted(step, workload);
  const change = upgradeOf(step, workload, code?.digest);
  const would = await patchWorkload(cluster, workload, change, { fieldManager, dryRun: true });
  const diff = await diffOf(workload.title, workload.object, would);
  for (const line of diff.split('\n')) if (line !== '') step.log.info(step.masked(line));
  if (diff === '') step.log.info(`${workload.title} is as it is to be: nothing is written.`);
  if (dryRun) return await outputsOf(step, cluster, workload, workload.image, diff !== '');
  const budget = openBudget(step, {
    workMs: readDuration(timeout) ?? 0,
    cleanUpMs: rollback.case === 'previous' ? (readDuration(rollback.timeout) ?? 0) : 0,
  });
  let guard: ReturnType<typeof guardRollout> | undefined;
  const previous = await step.claim({ name: 'rollout', perform, find });
  guard ??= guardRollout(step, cluster, workload, previous);
  await settle(step, cluster, workload, previous, budget, guard);
  const now = await readWorkload(step, cluster);
  step.summary(`**${workload.title}** runs \`${now.image}\`.`);
  return await outputsOf(step, cluster, now, previous, diff !== '');

  /** Gives the image to go back to. */
  async function perform(): Promise<string> {
    if (diff === '') return workload.image;
    if (code !== undefined) await putCode(step, cluster, workload, code);
    const note = { metadata: { annotations: { [previousNote]: workload.image } } };
    // It may be stopped as soon as the cluster has the change.
    guard = guardRollout(step, cluster, workload, workload.image);
    await patchWorkload(cluster, workload, { ...change, ...note }, { fieldManager });
    await restart(step, cluster, workload);
    return workload.image;
  }

  /** An earlier attempt that got as far as to change it has noted what was before. */
  async function find(): Promise<string | undefined> {
    const noted = textAt(workload.object, 'metadata', 'annotations', previousNote);
    return diff === '' && noted !== '' ? noted : undefined;
  }
}

/** Waits until the upgrade is ready; what fails, or is stopped, is rolled back. */
async function settle(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  previous: string,
  budget: Budget,
  guard: ReturnType<typeof guardRollout>,
): Promise<void> {
  step.status(`wait until ${workload.title} is ready`);
  try {
    await waitReady(cluster, [workload], { timeoutMs: budget.left() });
    guard.done();
  } catch (error) {
    // A step that is stopped has the time of its clean-ups only.
    if (step.signal.aborted) throw error;
    guard.done();
    throw await rollBack(step, cluster, workload, previous, budget, error);
  }
}

/** The new version has a Deployment of its own for a while. */
async function besideIt(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  strategy: Extract<RolloutStep['inputs']['strategy'], { case: 'canary' | 'blueGreen' }>,
): Promise<Outputs> {
  const image = assertBeside(step);
  step.status(`${strategy.case}: ${strategy.action}`);
  await step.claim({
    name: strategy.action,
    perform: async () => {
      if (strategy.case === 'canary') await canary(step, cluster, workload, strategy, image);
      else await blueGreen(step, cluster, workload, strategy, image);
      return strategy.action;
    },
    // Each action may be done again, and comes to the same.
    find: async () => undefined,
  });
  return await outputsOf(step, cluster, await readWorkload(step, cluster), workload.image, true);
}

async function outputsOf(
  { inputs: { namespace } }: RolloutStep,
  cluster: Cluster,
  { object, image }: Workload,
  previousImage: string,
  changed: boolean,
): Promise<Outputs> {
  const url = await urlOfWorkload(cluster, namespace, podLabels(object));
  return { image, previousImage, revision: revisionOf(object), changed, ...(url !== undefined && { url }) };
}
