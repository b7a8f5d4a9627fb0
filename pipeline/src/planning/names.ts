import type { Ast } from '../expression/ast.ts';
import { references } from '../expression/references.ts';
import { parseText } from '../expression/text.ts';
import type { Authored, PlanTask } from '../plan.ts';
import { isExpression } from './authored.ts';

/** What a task of a plan names: it is given these and nothing else. */
export interface TaskNames {
  readonly secrets: readonly string[];
  /** Single entries, as `GROUP.KEY`; whole groups stand in the task's `config`. */
  readonly config: readonly string[];
  /** Stored files. */
  readonly files: readonly string[];
  readonly tasks: readonly string[];
}

/** Finds what a task names, in whatever it has expressions. */
export function namesOf(task: PlanTask): TaskNames {
  const values: Authored[] = [
    task.with,
    { ...task.env },
    ...task.services.map(({ env }) => ({ ...env })),
    ...task.traits.map((use) => use.with),
    ...Object.values(task.matrix?.values ?? {}).map((list) => (isExpression(list) ? list : [...list])),
    ...(task.when === undefined ? [] : [task.when]),
  ];
  const named = references(...values.flatMap(expressionsIn));
  return {
    secrets: [...named.secrets].toSorted(),
    config: [...named.config].toSorted(),
    files: [...named.files].toSorted(),
    tasks: [...named.tasks].toSorted(),
  };
}

function expressionsIn(value: Authored): readonly Ast[] {
  if (isExpression(value)) {
    return parseText(value.expression).parts.flatMap((part) => (typeof part === 'string' ? [] : [part.ast]));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(expressionsIn);
}
