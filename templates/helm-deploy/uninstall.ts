import { type OutputsOf, readDuration } from '@stepyard/catalog';
import { type Cluster, diffOf, openBudget, type ShownChange, showPlan } from '@stepyard/runtime/kubernetes';
import type { DeployStep } from './deploy-step.ts';
import { graceMs, type Helm, seconds } from './helm.ts';
import { madeByOf } from './made-by.ts';
import { manifestFile, planFile } from './outputs.ts';
import { manifestsOf } from './plan.ts';
import { settledRevisions } from './recover.ts';
import { readRelease } from './releases.ts';
import type { helmDeploy } from './template.ts';

/** Shows what goes, and uninstalls the release; one that is not there is no failure. */
export async function uninstall(
  step: DeployStep,
  cluster: Cluster,
  helm: Helm,
  { keepHistory }: { readonly keepHistory: boolean },
): Promise<OutputsOf<typeof helmDeploy>> {
  const { release, namespace, dryRun, timeout } = step.inputs;
  const last = (await settledRevisions(step, cluster, madeByOf(step))).at(-1);
  const isThere = last !== undefined && (last.status !== 'uninstalled' || !keepHistory);
  const current = last && (await readRelease(cluster, last))?.release;
  const objects = (await manifestsOf(isThere ? current : undefined)).map(({ object }) => object);
  const shown: ShownChange[] = [];
  for (const object of objects) {
    const title = `${object.kind} ${object.metadata.name}`;
    shown.push({ object, action: 'delete', diff: await diffOf(title, object, undefined) });
  }
  await showPlan(step, planFile(step), shown);
  const outputs = {
    revision: last?.version ?? 0,
    status: isThere && dryRun ? last.status : 'uninstalled',
    changed: isThere,
    manifest: await manifestFile(step, objects),
    diff: planFile(step),
  };
  if (!isThere) step.log.info(`${release} is not installed: there is nothing to change.`);
  if (!isThere || dryRun) return outputs;
  const { left } = openBudget(step, { workMs: readDuration(timeout) ?? 0, cleanUpMs: 0 });
  await step.claim({
    name: 'uninstall',
    perform: async () => {
      step.status(`uninstall ${release}`);
      const kept = keepHistory ? ['--keep-history'] : [];
      const flags = [
        `--namespace=${namespace}`,
        '--wait',
        '--ignore-not-found',
        `--timeout=${seconds(left())}`,
      ];
      await helm(['uninstall', ...flags, ...kept, '--', release], { timeoutMs: left() + graceMs });
      return release;
    },
    // Uninstalled again, it comes to the same.
    find: async () => undefined,
  });
  step.summary(`**${release}** is uninstalled from **${namespace}**.`);
  return outputs;
}
