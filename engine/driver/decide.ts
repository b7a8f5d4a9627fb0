import { evaluateMatrix, evaluateWhen, expandMatrix } from '@stepyard/pipeline';
import type { RunEvent } from '../core/event.ts';
import type { TaskFailure, TaskState } from '../core/state.ts';
import { failureOf, toFailure } from './failure.ts';
import type { LiveRun } from './live-run.ts';
import { learnSecrets } from './masks.ts';
import { lookUp } from './named-values.ts';
import { whenContext } from './task-context.ts';

/** Evaluates `when` and the matrix of a task: the answer is journalled, so that a replay needs no configuration. */
export async function decide(live: LiveRun, task: TaskState, now: number): Promise<RunEvent> {
  const event = { at: now, task: task.key };
  try {
    const named = await lookUp(task.plan, live);
    await learnSecrets(live);
    const context = whenContext(live, task, named);
    const held = evaluateWhen(task.plan.when, context);
    if ('problem' in held) return { type: 'refused', ...event, failure: wrong('when', held.problem, live) };
    const { matrix } = task.plan;
    if (!held.value || matrix === undefined) return { type: 'evaluated', ...event, when: held.value };
    const lists = evaluateMatrix(matrix, context);
    const cells = 'problem' in lists ? lists : expandMatrix(matrix, lists.lists);
    if ('problem' in cells)
      return { type: 'refused', ...event, failure: wrong('matrix', cells.problem, live) };
    return { type: 'evaluated', ...event, when: true, matrix: cells.combinations };
  } catch (error) {
    return { type: 'refused', ...event, failure: toFailure(error) };
  }
}

function wrong(
  place: string,
  problem: { readonly message: string; readonly hint: string },
  { masker }: LiveRun,
): TaskFailure {
  return failureOf('INPUT_INVALID', `\`${place}\`: ${masker.mask(problem.message)}`, problem.hint);
}
