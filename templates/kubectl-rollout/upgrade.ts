import { StepError } from '@stepyard/contract';
import { type Cluster, isKubeObject, type KubeObject, numberAt } from '@stepyard/runtime/kubernetes';
import type { RolloutStep } from './rollout-step.ts';
import type { Workload } from './workload.ts';

/** Noted on the workload, so that a later attempt knows what to go back to. */
export const previousNote = 'stepyard.dev/previous-image';
/** Noted on the pods: the digest of the code that they were started for. */
export const codeNote = 'stepyard.dev/code';

/** The change that an upgrade is: a strategic merge patch, which touches the named container alone. */
export function upgradeOf({ inputs }: RolloutStep, workload: Workload, digest: string | undefined): object {
  const { release } = inputs;
  const image = release.case === 'image' ? release.image : workload.image;
  const template = {
    ...(digest !== undefined && { metadata: { annotations: { [codeNote]: digest } } }),
    spec: { containers: [{ name: workload.container, image }] },
  };
  return { spec: { ...strategyOf(inputs), template } };
}

/** Kinds but Deployments know no upgrade that first ends all: their pods are deleted instead. */
function strategyOf({ kind, strategy }: RolloutStep['inputs']): object {
  if (kind === 'Deployment') {
    return strategy.case === 'rolling'
      ? { strategy: { type: 'RollingUpdate', rollingUpdate: amounts(strategy) } }
      : { strategy: { $retainKeys: ['type'], type: 'Recreate' } };
  }
  if (kind === 'StatefulSet') return { updateStrategy: { type: 'RollingUpdate' } };
  const rolling = strategy.case === 'rolling' ? { rollingUpdate: amounts(strategy) } : {};
  return { updateStrategy: { type: 'RollingUpdate', ...rolling } };
}

function amounts({
  maxSurge,
  maxUnavailable,
}: {
  readonly maxSurge: string;
  readonly maxUnavailable: string;
}): object {
  const value = (text: string) => (text.endsWith('%') ? text : Number(text));
  return { maxSurge: value(maxSurge), maxUnavailable: value(maxUnavailable) };
}

/**
 * 滚动升级 keeps at least one replica ready throughout.
 * @throws StepError INPUT_INVALID where the numbers allow none
 */
export function assertUninterrupted({ inputs, log }: RolloutStep, { object, title }: Workload): void {
  const { kind, strategy } = inputs;
  if (strategy.case !== 'rolling' || kind === 'DaemonSet') return;
  const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
  if (kind === 'StatefulSet') {
    if (replicas === 1) log.warn(`${title} has one replica, which ends before the new one starts.`);
    return;
  }
  const { maxSurge, maxUnavailable } = strategy;
  const parts = maxUnavailable.endsWith('%')
    ? Math.floor((replicas * Number.parseInt(maxUnavailable, 10)) / 100)
    : Number(maxUnavailable);
  if (replicas > 0 && replicas - parts < 1) {
    throw new StepError(
      'INPUT_INVALID',
      `\`strategy.maxUnavailable\` must leave at least one of the ${replicas} replicas of ${title}, got ${JSON.stringify(maxUnavailable)}.`,
      { hint: 'Lower it, or choose the normal upgrade, which interrupts.' },
    );
  }
  if (/^0%?$/.test(maxSurge) && parts === 0) {
    throw new StepError(
      'INPUT_INVALID',
      '`strategy` must not have 0 for both `maxSurge` and `maxUnavailable`.',
      {
        hint: 'One of them says how the upgrade can begin at all.',
      },
    );
  }
}

/** Sends a change; with `dryRun` the cluster only says what it would come to. */
export async function patchWorkload(
  cluster: Cluster,
  { path, title }: Pick<Workload, 'path' | 'title'>,
  change: object,
  {
    fieldManager,
    dryRun,
    signal,
  }: { readonly fieldManager: string; readonly dryRun?: true; readonly signal?: AbortSignal },
): Promise<KubeObject> {
  const answer = await cluster.call(path, {
    what: title,
    method: 'PATCH',
    contentType: 'application/strategic-merge-patch+json',
    query: { fieldManager, fieldValidation: 'Strict', ...(dryRun && { dryRun: 'All' }) },
    body: change,
    // The same change twice comes to the same.
    retry: 'always',
    ...(signal !== undefined && { signal }),
  });
  if (isKubeObject(answer)) return answer;
  throw new StepError('REJECTED', `${title} was answered by something else than an object.`, {
    hint: 'Check that the URL of the cluster is that of its API server.',
  });
}
