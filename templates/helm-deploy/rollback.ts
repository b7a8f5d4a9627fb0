import { StepError } from '@stepyard/contract';
import { type Budget, type Cluster, targetsOf, waitReady } from '@stepyard/runtime/kubernetes';
import type { DeployStep } from './deploy-step.ts';
import { type Helm, seconds } from './helm.ts';
import { manifestsOf } from './plan.ts';
import { isPending, markFailed } from './recover.ts';
import { readRelease, readRevisions } from './releases.ts';

/** What was there before. */
export interface Previous {
  /** The one that ran; 0 where none did. */
  readonly revision: number;
  /** The newest one, which may have failed; 0 where the release is new. */
  readonly newest: number;
}

export interface Guard {
  open(): void;
  isOpen(): boolean;
  done(): void;
}

/** Leaves the release usable if the step is stopped in the middle of changing it. */
export function guardRelease(step: DeployStep, cluster: Cluster, helm: Helm, previous: Previous): Guard {
  let open = false;
  step.onEnd(async (ending) => {
    if (!open || ending !== 'cancelled') return;
    const { release, rollback } = step.inputs;
    const isWritten = await settleWritten(step, cluster, previous, AbortSignal.timeout(stopMs));
    if (!isWritten || rollback.case === 'none' || !canGoBack(previous)) return;
    await goBack(step, helm, previous, stopMs);
    step.log.warn(`${release} goes back to ${nameOf(previous)}; nobody waits until it has.`);
  });
  return {
    open() {
      open = true;
    },
    isOpen: () => open,
    done() {
      open = false;
    },
  };
}

/** A stopped step has seconds. */
const stopMs = 5_000;

/** Goes back to the previous revision and waits for it, in time of its own; gives what the step fails with. */
export async function rollBack(
  step: DeployStep,
  cluster: Cluster,
  helm: Helm,
  previous: Previous,
  budget: Budget,
  error: unknown,
): Promise<unknown> {
  const { rollback } = step.inputs;
  if (!(error instanceof StepError) || rollback.case === 'none' || lost.has(error.code)) return error;
  const signal = AbortSignal.any([step.signal, budget.cleanUpSignal()]);
  const end = Date.now() + budget.cleanUpMs;
  const left = () => Math.max(1, end - Date.now());
  try {
    if (!(await settleWritten(step, cluster, previous, signal))) return error;
    if (!canGoBack(previous)) return told(error, 'Nothing is rolled back: no earlier revision ran.');
    step.log.error(error.message);
    step.status(`go back to ${nameOf(previous)}`);
    await goBack(step, helm, previous, left());
    if (previous.revision === 0)
      return told(error, 'Rolled back: the release, which was new, is uninstalled.');
    await waitForLast(step, cluster, left(), signal);
    return told(error, `Rolled back: ${nameOf(previous)} runs again.`);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    return told(error, `Going back to ${nameOf(previous)} failed too: ${why}`);
  }
}

/** Then another attempt is at it, or someone else, or a later attempt goes on once the cluster answers again. */
const lost = new Set([
  'SUPERSEDED',
  'CANCELLED',
  'CONFLICT',
  'OUTCOME_UNKNOWN',
  'UNREACHABLE',
  'RATE_LIMITED',
]);

/** A release whose every revision failed has nothing to go back to, and is not ours to remove. */
function canGoBack({ revision, newest }: Previous): boolean {
  return revision > 0 || newest === 0;
}

function told(error: StepError, more: string): StepError {
  return new StepError(error.code, `${error.message} ${more}`, { hint: error.hint, cause: error });
}

function nameOf({ revision }: Previous): string {
  return revision === 0 ? 'nothing' : `revision ${revision}`;
}

/** Whether Helm got as far as to write a revision; one that is left in the middle is marked as failed. */
async function settleWritten(
  { inputs: { release } }: DeployStep,
  cluster: Cluster,
  { newest }: Previous,
  signal: AbortSignal,
): Promise<boolean> {
  const last = (await readRevisions(cluster, release, signal)).at(-1);
  if (last === undefined || last.version <= newest) return false;
  if (isPending(last)) await markFailed(cluster, last, signal);
  return true;
}

async function goBack({ inputs }: DeployStep, helm: Helm, { revision }: Previous, ms: number): Promise<void> {
  const { release, namespace, historyLimit } = inputs;
  const shared = [`--namespace=${namespace}`, `--timeout=${seconds(ms)}`];
  const args =
    revision === 0
      ? ['uninstall', ...shared, '--ignore-not-found', '--', release]
      : ['rollback', ...shared, `--history-max=${historyLimit}`, '--', release, String(revision)];
  await helm(args, { timeoutMs: ms });
}

async function waitForLast(
  step: DeployStep,
  cluster: Cluster,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const { release, wait } = step.inputs;
  const last = (await readRevisions(cluster, release, signal)).at(-1);
  const read = last && (await readRelease(cluster, last, signal));
  if (wait === 'none' || read === undefined) return;
  const objects = (await manifestsOf(read.release)).map(({ object }) => ({ object, resource: undefined }));
  const meant = objects.filter(({ object }) => object.kind !== 'Job');
  await waitReady(cluster, await targetsOf(cluster, meant), { timeoutMs: ms, signal });
}
