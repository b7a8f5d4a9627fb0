import { type EvaluationContext, evaluateAuthored, type PlanTask } from '@stepyard/pipeline';
import { failureOf, refusal } from './failure.ts';
import type { NamedValues } from './named-values.ts';
import { holdsSecretPart } from './secret-parts.ts';

/** The variables that the author set for a task: config groups first, then `env`. */
export interface TaskVariables {
  readonly plain: Readonly<Record<string, string>>;
  readonly secret: Readonly<Record<string, string>>;
}

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Evaluates the variables of a task.
 * @throws Refusal naming the variable.
 */
export function taskVariables(task: PlanTask, named: NamedValues, context: EvaluationContext): TaskVariables {
  const values = new Map<string, { readonly text: string; readonly secret: boolean }>();
  for (const group of task.config ?? []) {
    for (const [name, value] of Object.entries(named.config[group] ?? {})) {
      assertName(name, group);
      values.set(name, { text: String(value), secret: named.secretEntries.has(`${group}.${name}`) });
    }
  }
  for (const [name, authored] of Object.entries(task.env)) {
    const evaluated = evaluateAuthored(authored, context);
    if ('problem' in evaluated) {
      const { message, hint } = evaluated.problem;
      throw refusal(failureOf('INPUT_INVALID', `\`env.${name}\`: ${message}`, hint));
    }
    const secret = holdsSecretPart(authored, named, new Set());
    values.set(name, { text: toText(evaluated.value), secret });
  }
  const of = (secret: boolean) =>
    Object.fromEntries(
      [...values].flatMap(([name, value]) => (value.secret === secret ? [[name, value.text]] : [])),
    );
  return { plain: of(false), secret: of(true) };
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function assertName(name: string, group: string): void {
  if (variableName.test(name)) return;
  throw refusal(
    failureOf(
      'INPUT_INVALID',
      `An entry of the config group \`${group}\` must have a name that a variable may have, got ${JSON.stringify(name)}.`,
      `Rename it, or name single entries with \`config.${group}.KEY\` instead of the whole group.`,
    ),
  );
}
