import type { OutputsOf } from '@stepyard/catalog';
import { type Cluster, openCluster, showPlan } from '@stepyard/runtime/kubernetes';
import { bringChart } from './chart-source.ts';
import { deploy } from './deploy.ts';
import type { DeployStep } from './deploy-step.ts';
import { type Helm, openHelm } from './helm.ts';
import { renderWithImages } from './images.ts';
import { madeByOf } from './made-by.ts';
import { manifestFile, missingNamespace, outputsOf, planFile } from './outputs.ts';
import { planRelease } from './plan.ts';
import { isPending, settledRevisions } from './recover.ts';
import { readRelease } from './releases.ts';
import { createRender } from './render.ts';
import type { helmDeploy } from './template.ts';
import { uninstall } from './uninstall.ts';
import { valuesFlags } from './values.ts';

type Outputs = OutputsOf<typeof helmDeploy>;

/** Installs or upgrades the release, shows first what changes, and rolls back where it fails. */
export async function deployChart(step: DeployStep): Promise<Outputs> {
  const { cluster: access, namespace, chart } = step.inputs;
  const cluster = await openCluster(step, access, namespace);
  const helm = await openHelm(step, cluster);
  return chart.case === 'uninstall'
    ? await uninstall(step, cluster, helm, chart)
    : await upgrade(step, cluster, helm);
}

async function upgrade(step: DeployStep, cluster: Cluster, helm: Helm): Promise<Outputs> {
  const { namespace, release, createNamespace, dryRun } = step.inputs;
  const given = {
    chart: await bringChart(step, helm),
    flags: [
      `--namespace=${namespace}`,
      // The cluster itself is asked about every object, more strictly.
      '--disable-openapi-validation',
      ...(createNamespace ? ['--create-namespace'] : []),
      ...(await valuesFlags(step)),
    ],
  };
  const revisions = await settledRevisions(step, cluster, madeByOf(step));
  const last = revisions.at(-1);
  const current = last && (await readRelease(cluster, last))?.release;
  step.status('render the chart, and ask the cluster what changes');
  const render = createRender(step, helm, given, last !== undefined && isPending(last));
  const { rendered, images } = await renderWithImages(step, render);
  const plan = await planRelease(cluster, current, rendered, await missingNamespace(step, cluster));
  await showPlan(step, planFile(step), plan.shown);
  const objects = rendered.manifests.map(({ object }) => object);
  await manifestFile(step, objects);
  const state = { release: current ?? rendered, asked: plan.asked, changed: plan.changed };
  if (!plan.changed) {
    step.log.info(`${release} is as it is to be: there is nothing to change.`);
  } else if (plan.reasons.length > 0) {
    step.log.info(`${release} is to be changed: ${plan.reasons.join(', ')}.`);
  }
  if (dryRun) return await outputsOf(step, cluster, { ...state, release: current ?? rendered });
  const deployed = await deploy(step, cluster, helm, { given, images, plan, revisions });
  step.summary(
    `**${release}** in **${namespace}**: revision ${deployed.release.version} of ${deployed.release.chart}${deployed.changed ? '' : ', nothing to change'}.`,
  );
  return await outputsOf(step, cluster, { ...deployed, asked: plan.asked });
}
