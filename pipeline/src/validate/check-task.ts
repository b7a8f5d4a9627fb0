import type { Catalog, Manifest } from '@stepyard/catalog';
import { parseText, singleExpression } from '../expression/text.ts';
import { conditionLead, conditionText } from '../language/authored.ts';
import type { LaidTask } from '../layout/layout.ts';
import type { PipelineProblem } from '../plan.ts';
import type { Node, ScalarNode } from '../yaml/node.ts';
import { checkText, type Found, type TextPlace } from './check-text.ts';
import { checkValues, type ValuePlace } from './check-values.ts';
import { type CommonRoots, type Root, roots, scopeFor } from './scope.ts';

const envRoots = roots.filter((root) => root !== 'env');
const matrixRoots: readonly Root[] = ['event', 'inputs', 'tasks', 'run', 'config'];

/** Checks the expressions of a task where they stand, and gives them. */
export function checkTask(
  task: LaidTask,
  manifest: Manifest | undefined,
  catalog: Catalog,
  common: CommonRoots,
  problems: PipelineProblem[],
): readonly Found[] {
  const secretEnv = new Set([...task.env].filter(([, node]) => bindsSecret(node)).map(([name]) => name));
  const values: ValuePlace = { scope: scopeFor(common, task, roots), secretEnv };
  const before: ValuePlace = { scope: scopeFor(common, task, envRoots), secretEnv };
  const matrix: ValuePlace = { scope: scopeFor(common, task, matrixRoots), secretEnv };
  return [
    ...checkValues(manifest?.inputs ?? {}, task.with, values, problems),
    ...checkEnv(task.env, before, problems),
    ...task.services.flatMap(({ env }) => checkEnv(env ?? new Map(), before, problems)),
    ...task.traits.flatMap((use) => {
      const trait = catalog.traits.find(({ name }) => name === use.trait);
      return 'with' in use && use.with !== undefined
        ? checkValues(trait?.inputs ?? {}, use.with, values, problems)
        : [];
    }),
    ...checkWhen(task, { ...values, scope: { ...values.scope, status: true } }, problems),
    ...[...(task.matrix?.values ?? [])].flatMap(([name, node]) =>
      checkMatrixValue(`matrix.values.${name}`, node, matrix, problems),
    ),
  ];
}

/** Says whether a variable is bound to a secret. */
export function bindsSecret(node: ScalarNode): boolean {
  if (typeof node.value !== 'string' || node.expressions.length === 0) return false;
  const single = singleExpression(parseText(node.value));
  return single?.kind === 'field' && single.of.kind === 'name' && single.of.name === 'secrets';
}

function checkEnv(
  env: ReadonlyMap<string, ScalarNode>,
  place: ValuePlace,
  problems: PipelineProblem[],
): readonly Found[] {
  return [...env].flatMap(([name, node]) => {
    if (typeof node.value !== 'string') return [];
    const path = ['env', name];
    const text: TextPlace = { ...place, label: `env.${name}`, path, secrets: 'alone', wants: 'text' };
    return checkText(node, node.value, text, problems);
  });
}

function checkWhen(task: LaidTask, place: ValuePlace, problems: PipelineProblem[]): readonly Found[] {
  if (typeof task.when?.value !== 'string') return [];
  const text: TextPlace = { ...place, label: 'when', path: ['when'], secrets: 'refused', wants: 'condition' };
  return checkText(task.when, conditionText(task.when), text, problems, conditionLead(task.when));
}

function checkMatrixValue(
  label: string,
  node: Node,
  place: ValuePlace,
  problems: PipelineProblem[],
  inside = false,
): readonly Found[] {
  if (node.kind === 'list') {
    return node.items.flatMap((item, index) =>
      checkMatrixValue(`${label}[${index}]`, item, place, problems, true),
    );
  }
  if (node.kind === 'map') {
    return [...node.entries].flatMap(([key, { value }]) =>
      checkMatrixValue(`${label}.${key}`, value, place, problems, true),
    );
  }
  if (typeof node.value !== 'string') return [];
  const wants = inside ? 'anything' : 'list';
  return checkText(
    node,
    node.value,
    { ...place, label, path: ['matrix'], secrets: 'refused', wants },
    problems,
  );
}
