import { check, complete, type Field, type Manifest, type Problem } from '@stepyard/catalog';
import { type EncodedInputs, encodeInputs, inputVariable } from '@stepyard/contract';
import { type EvaluationContext, evaluateInputs, isExpression, type PlanTask } from '@stepyard/pipeline';
import { failureOf, refusal } from './failure.ts';
import type { NamedValues } from './named-values.ts';
import { holdsSecretPart, secretPaths } from './secret-parts.ts';

/** The inputs of one start, complete and checked. */
export interface TaskInputs extends EncodedInputs {
  /** Names of the outputs that an input lists (`outputsFrom`). */
  readonly listed: readonly string[];
  /** What was evaluated, defaults included. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Evaluates, completes and checks the inputs of a task.
 * @throws Refusal with all that is wrong.
 */
export function taskInputs(
  manifest: Manifest,
  task: PlanTask,
  context: EvaluationContext,
  named: NamedValues,
  secretVariables: ReadonlySet<string>,
): TaskInputs {
  const evaluated = evaluateInputs(manifest.inputs, task.with, context);
  if ('problem' in evaluated) {
    throw refusal(failureOf('INPUT_INVALID', evaluated.problem.message, evaluated.problem.hint));
  }
  const given = withSources(manifest, evaluated.values, context);
  const problems = check(manifest, given).map((problem) => emptyExpression(task, problem));
  const [first] = problems;
  if (first !== undefined) {
    const message = problems.map((one) => one.message).join(' ');
    throw refusal(failureOf(first.code, message, first.hint));
  }
  const values: Readonly<Record<string, unknown>> = complete(manifest, given);
  const secret = secretPaths(manifest.inputs, task.with, values, (value) =>
    holdsSecretPart(value, named, secretVariables),
  );
  return { ...hide(encodeInputs(manifest, values), secret), listed: listedOutputs(manifest, values), values };
}

/** A value that is missing because its expression gives none, such as the output of a task that did not set it. */
function emptyExpression({ with: authored }: PlanTask, problem: Problem): Problem {
  const { code, path } = problem;
  const value = path.length === 1 ? authored[String(path[0])] : undefined;
  if (code !== 'INPUT_MISSING' || !isExpression(value)) return problem;
  return {
    ...problem,
    message: `\`${path[0]}\` must be given, but \`${value.expression}\` gives nothing.`,
    hint: `Look at what gives it, or write another value for \`${path[0]}\` under \`with\`.`,
  };
}

/** What was not given, and stands in the event. */
function withSources(
  manifest: Manifest,
  given: Readonly<Record<string, unknown>>,
  { event }: EvaluationContext,
): Readonly<Record<string, unknown>> {
  const found = Object.entries(manifest.inputs).flatMap(([name, { from }]: [string, Field]) => {
    if (from === undefined || given[name] !== undefined || !from.startsWith('event.')) return [];
    const value = from.split('.').slice(1).reduce<unknown>(own, event);
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(found), ...given };
}

function own(of: unknown, key: string): unknown {
  if (typeof of !== 'object' || of === null || !Object.hasOwn(of, key)) return undefined;
  const value: unknown = Reflect.get(of, key);
  return value;
}

/** A value that holds a secret goes into a file, also where its field does not say that it is secret. */
function hide(
  { env, files, secretFiles }: EncodedInputs,
  secret: readonly (readonly string[])[],
): EncodedInputs {
  const starts = secret.map((path) => inputVariable(path));
  const isSecret = (variable: string) =>
    starts.some(
      (start) => variable === start || variable === `${start}_FILE` || variable.startsWith(`${start}__`),
    );
  const split = (of: Readonly<Record<string, string>>, hidden: boolean) =>
    Object.entries(of).filter(([variable]) => isSecret(variable) === hidden);
  return {
    env: Object.fromEntries(split(env, false)),
    files: Object.fromEntries(split(files, false)),
    secretFiles: {
      ...secretFiles,
      ...Object.fromEntries(split(files, true)),
      ...Object.fromEntries(split(env, true).map(([variable, text]) => [`${variable}_FILE`, text])),
    },
  };
}

function listedOutputs(
  { outputsFrom }: Manifest,
  values: Readonly<Record<string, unknown>>,
): readonly string[] {
  const listed: unknown = outputsFrom === undefined ? undefined : values[outputsFrom];
  return Array.isArray(listed) ? listed.filter((name) => typeof name === 'string') : [];
}
