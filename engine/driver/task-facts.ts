import type { Manifest } from '@stepyard/catalog';
import type { TaskFacts } from '@stepyard/contract';
import { namesOf, type PlanTask } from '@stepyard/pipeline';
import type { TaskState } from '../core/state.ts';
import { undoMs } from '../core/undo.ts';
import type { LiveRun } from './live-run.ts';
import type { TaskVariables } from './task-variables.ts';

export interface FactsOf {
  readonly live: LiveRun;
  readonly task: TaskState;
  readonly name: string;
  readonly variables: TaskVariables;
  /** URL of the store, where the task keeps or fetches artifacts. */
  readonly store: string | undefined;
  readonly graceMs: number;
  readonly now: number;
}

/** What a step may know about where it runs (`STEPYARD_TASK`). */
export function taskFacts(of: FactsOf): TaskFacts {
  const { live, task, name, variables, store, graceMs, now } = of;
  const { state, facts } = live;
  const { plan, attempt, start } = task;
  const used = task.attempts.at(-1)?.attempt === attempt ? (task.attempts.at(-1)?.usedMs ?? 0) : 0;
  const undoing = task.undo === 'running';
  const secretEnv = Object.keys(variables.secret);
  const env = [...Object.keys(variables.plain), ...secretEnv];
  return {
    contract: 1,
    project: state.project,
    pipeline: state.pipeline,
    run: state.run,
    stage: plan.stage ?? 'finally',
    task: task.key,
    attempt,
    start,
    name,
    deadline: new Date(now + (undoing ? undoMs : Math.max(0, plan.timeoutMs - used))).toISOString(),
    suspendable: true,
    ...(undoing && { cancelled: true }),
    graceMs: undoing ? undoMs : graceMs,
    ...(env.length > 0 && { env }),
    ...(secretEnv.length > 0 && { secretEnv }),
    ...(facts.event?.data.trust === 'fork' && { untrusted: true }),
    ...(mayHoldSecrets(live) && { secrets: true }),
    ...(store !== undefined && { artifacts: { store, keep: plan.artifacts } }),
  };
}

/** Some task names a secret, or configuration, whose entries may be secret. */
function mayHoldSecrets({ secretNames, state, facts }: LiveRun): boolean {
  return (
    secretNames.length > 0 ||
    // Whoever keeps artifacts there is given the credential for it.
    facts.artifactStore?.startsWith('s3:') === true ||
    state.tasks.some(
      ({ plan }) => [...(plan.config ?? []), ...(plan.connections ?? []), ...namesOf(plan).config].length > 0,
    )
  );
}

/** Says whether a task keeps artifacts, or its template keeps or fetches them itself. */
export function usesStore({ artifacts }: PlanTask, { permissions = [] }: Manifest): boolean {
  return (
    artifacts.length > 0 || permissions.includes('artifacts:read') || permissions.includes('artifacts:write')
  );
}
