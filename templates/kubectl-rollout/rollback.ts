import { StepError } from '@stepyard/contract';
import { type Budget, type Cluster, fieldManagerOf, waitReady } from '@stepyard/runtime/kubernetes';
import type { RolloutStep } from './rollout-step.ts';
import { patchWorkload } from './upgrade.ts';
import type { Workload } from './workload.ts';

/** Puts the previous image back if the step is stopped before its upgrade is ready. */
export function guardRollout(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  previous: string,
): { done(): void } {
  let open = canGoBack(step, previous);
  step.onEnd(async (ending) => {
    if (!open || ending !== 'cancelled') return;
    const signal = AbortSignal.timeout(stopMs);
    await putBack(step, cluster, workload, previous, signal);
    step.log.warn(`${workload.title} goes back to ${previous}; nobody waits until it has.`);
  });
  return {
    done() {
      open = false;
    },
  };
}

/** A stopped step has seconds. */
const stopMs = 5_000;

/** Puts the previous image back and waits for it, in time of its own; gives what the step fails with. */
export async function rollBack(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  previous: string,
  budget: Budget,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof StepError) || !canGoBack(step, previous) || lost.has(error.code)) return error;
  step.log.error(error.message);
  step.status(`roll ${workload.title} back to ${previous}`);
  const signal = AbortSignal.any([step.signal, budget.cleanUpSignal()]);
  try {
    await putBack(step, cluster, workload, previous, signal);
    await waitReady(cluster, [workload], { timeoutMs: budget.cleanUpMs, signal });
    return told(error, `Rolled back: ${previous} runs again.`);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    return told(error, `The rollback to ${previous} failed too: ${why}`);
  }
}

/** Then another attempt is at it, or nobody is to go on. */
const lost = new Set(['SUPERSEDED', 'CANCELLED']);

/** Code in a volume has no previous one. */
function canGoBack({ inputs: { release, rollback } }: RolloutStep, previous: string): boolean {
  return rollback.case === 'previous' && release.case === 'image' && previous !== release.image;
}

function told(error: StepError, more: string): StepError {
  return new StepError(error.code, `${error.message} ${more}`, { hint: error.hint, cause: error });
}

async function putBack(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  image: string,
  signal: AbortSignal,
): Promise<void> {
  const change = { spec: { template: { spec: { containers: [{ name: workload.container, image }] } } } };
  await patchWorkload(cluster, workload, change, { fieldManager: fieldManagerOf(step.task), signal });
}
