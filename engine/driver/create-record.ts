import { asksStatus, evaluateText, isExpression, type Plan } from '@stepyard/pipeline';
import type { TakenOver } from '../core/event.ts';
import type { RetryPolicy } from '../core/state.ts';
import type { CreatedRecord, RunNumber } from '../store/store.ts';
import { schedulerError } from './driver-error.ts';
import type { Submission } from './scheduler.ts';

export interface RecordOf {
  readonly submission: Submission;
  readonly numbered: RunNumber;
  readonly request: string;
  readonly executor: string;
  readonly at: number;
  readonly retry: RetryPolicy;
  /** Where artifacts go, if not into the data directory. */
  readonly artifactStore: string | undefined;
  readonly rerunOf?: string;
  readonly takeOver?: Readonly<Record<string, TakenOver>>;
}

/** The first record of a new run: a snapshot of its definition, which later edits do not change. */
export function createRecord(of: RecordOf): CreatedRecord {
  const { submission, numbered, rerunOf, takeOver, artifactStore } = of;
  const { plan, project, event, by, secretsFile, configFile } = submission;
  const group = groupOf(submission);
  const tolerant = plan.tasks.flatMap(({ id, when }) => (when !== undefined && asksStatus(when) ? [id] : []));
  return {
    type: 'created',
    at: of.at,
    run: numbered.run,
    number: numbered.number,
    project,
    plan,
    retry: of.retry,
    ...(group !== undefined && { group }),
    ...(by !== undefined && { by }),
    ...(rerunOf !== undefined && { rerunOf }),
    ...(takeOver !== undefined && { takeOver }),
    ...(tolerant.length > 0 && { tolerant }),
    submission: {
      request: of.request,
      executor: of.executor,
      ...(event !== undefined && { event }),
      ...(secretsFile !== undefined && { secretsFile }),
      ...(configFile !== undefined && { configFile }),
      ...(artifactStore !== undefined && { artifactStore }),
      ...(rerunOf !== undefined && { workspaceOf: rerunOf }),
    },
  };
}

function groupOf({ plan, project, event }: Submission): string | undefined {
  const group = plan.concurrency?.group;
  if (!isExpression(group)) return group;
  const context = { event: event?.data, inputs: plan.inputs, run: { pipeline: plan.pipeline, project } };
  const evaluated = evaluateText(group.expression, context);
  if (!('problem' in evaluated)) return String(evaluated.value ?? '');
  throw schedulerError(
    'REFUSED',
    `\`concurrency.group\`: ${evaluated.problem.message}`,
    evaluated.problem.hint,
  );
}

/** Says why a plan cannot be run here. */
export function assertRunnable(
  plan: Plan,
  executor: { readonly name: string; readonly can: Readonly<Record<string, boolean>> },
): void {
  for (const { id, image, services } of plan.tasks) {
    const lacking = image !== undefined && executor.can.image !== true ? 'image' : undefined;
    const ability = services.length > 0 && executor.can.services !== true ? 'services' : lacking;
    if (ability === undefined) continue;
    throw schedulerError(
      'REFUSED',
      `The task \`${id}\` has \`${ability}\`, which the executor \`${executor.name}\` cannot do.`,
      'Choose another executor, or leave it out.',
    );
  }
}
