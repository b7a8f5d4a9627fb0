import {
  type Combination,
  evaluateMatrix,
  evaluateWhen,
  expandMatrix,
  type PlanTask,
  parseText,
  references,
} from '@stepyard/pipeline';
import type { RunEvent } from '../core/event.ts';
import type { TaskState } from '../core/state.ts';
import { failureOf, type Refusal, refusal, toFailure } from './failure.ts';
import type { LiveRun } from './live-run.ts';
import { learnSecrets, maskFailure } from './masks.ts';
import { lookUp } from './named-values.ts';
import { whenContext } from './task-context.ts';
import { taskVariables } from './task-variables.ts';

/** Evaluates `when` and the matrix of a task: the answer is journalled, so that a replay needs no configuration. */
export async function decide(live: LiveRun, task: TaskState, now: number): Promise<RunEvent> {
  const event = { at: now, task: task.key };
  try {
    return { ...event, type: 'evaluated', ...(await evaluate(live, task)) };
  } catch (error) {
    return { ...event, type: 'refused', failure: maskFailure(toFailure(error), live) };
  }
}

async function evaluate(
  live: LiveRun,
  task: TaskState,
): Promise<{ when: boolean; matrix?: readonly Combination[] }> {
  const { when, matrix } = task.plan;
  const asking = onlyForDecision(task.plan);
  const named = await lookUp(asking, live);
  await learnSecrets(live, named.secretValues);
  const before = whenContext(live, task, named);
  const context = { ...before, env: taskVariables(asking, named, before).plain };
  const held = evaluateWhen(when, context);
  if ('problem' in held) throw wrong('when', held.problem);
  if (!held.value || matrix === undefined) return { when: held.value };
  const lists = evaluateMatrix(matrix, context);
  const cells = 'problem' in lists ? lists : expandMatrix(matrix, lists.lists);
  if ('problem' in cells) throw wrong('matrix', cells.problem);
  assertNoSecret(cells.combinations, live);
  return { when: true, matrix: cells.combinations };
}

/** A secret that only the work needs may be missing where a task is not to run. */
function onlyForDecision(task: PlanTask): PlanTask {
  const asts = parseText(task.when?.expression ?? '').parts.flatMap((part) =>
    typeof part === 'string' ? [] : [part.ast],
  );
  const { env } = references(...asts);
  const variables = Object.entries(task.env).filter(([name]) => env.has(name));
  return {
    ...task,
    with: {},
    services: [],
    traits: [],
    env: Object.fromEntries(variables),
    config: env.size > variables.length ? (task.config ?? []) : [],
  };
}

function assertNoSecret(combinations: readonly Combination[], { masker }: LiveRun): void {
  const text = JSON.stringify(combinations);
  if (masker.mask(text) === text) return;
  const hint = 'Name the secret in `with` or `env` of the task, where it is hidden.';
  throw refusal(failureOf('INPUT_INVALID', '`matrix` must not hold a secret.', hint));
}

function wrong(
  place: string,
  { message, hint }: { readonly message: string; readonly hint: string },
): Refusal {
  return refusal(failureOf('INPUT_INVALID', `\`${place}\`: ${message}`, hint));
}
