import type { Catalog } from '@stepyard/catalog';
import type { StepyardEvent } from '@stepyard/events';
import { evaluateText } from '../expression/evaluate.ts';
import { idFrom } from '../layout/ids.ts';
import { inOrder, type PipelineDocument } from '../parse-pipeline.ts';
import type { Expression, PipelineProblem, Plan, PlanTask } from '../plan.ts';
import { problem } from '../problem.ts';
import { plainText } from '../shape/scalars.ts';
import { type Examined, examine, type ValidateOptions } from '../validate/validate-pipeline.ts';
import { keyAt, type ScalarNode } from '../yaml/node.ts';
import { authoredJson, isExpression } from './authored.ts';
import { fillFrom } from './fill-from.ts';
import { type InputValues, pipelineInputs } from './pipeline-inputs.ts';
import { planTask } from './plan-task.ts';

export interface PlanOptions extends ValidateOptions {
  /** Values of pipeline inputs; texts are read by the type that the input has. */
  readonly inputs?: InputValues;
  readonly event?: StepyardEvent;
  /** Instead of the one that the file names. */
  readonly environment?: string;
}

export interface Planned {
  /** Absent where there is an error. */
  readonly plan: Plan | undefined;
  readonly problems: readonly PipelineProblem[];
}

/** Makes the plan of a run: everything is looked up, and only expressions are left to evaluate. */
export function planPipeline(
  document: PipelineDocument,
  catalog: Catalog,
  options: PlanOptions = {},
): Planned {
  if (document.broken) return { plan: undefined, problems: [] };
  const problems: PipelineProblem[] = [];
  const given = { ...options.event?.data.inputs, ...options.inputs };
  const environment = chooseEnvironment(document, given, options, problems);
  const inputs = pipelineInputs(document, given, environment, problems);
  const examined = examine(document, catalog, environment, options);
  problems.push(...examined.problems, ...refusedEvents(examined, options.event));
  const tasks = planTasks(examined, catalog, options, problems);
  const sorted = inOrder(problems);
  if (sorted.some(({ severity }) => severity === 'error')) return { plan: undefined, problems: sorted };
  const { layout } = examined;
  const name = document.name ?? (idFrom(document.title ?? '') || 'pipeline');
  const plan: Plan = {
    pipeline: name,
    title: document.title ?? name,
    stages: layout.stages,
    tasks,
    finally: layout.tasks.filter(({ stage }) => stage === undefined).map(({ id }) => id),
    scope: layout.scope,
    concurrency: concurrencyOf(document),
    inputs,
    source: sourceOf(document, tasks),
    ...(environment !== undefined && { environment }),
  };
  return { plan, problems: sorted };
}

function planTasks(
  examined: Examined,
  catalog: Catalog,
  options: PlanOptions,
  problems: PipelineProblem[],
): readonly PlanTask[] {
  const { layout, manifests, needs } = examined;
  const filler = { layout, manifests, needs, event: options.event?.data, known: options };
  return layout.tasks.flatMap((task) => {
    const manifest = manifests.get(task.id);
    if (manifest === undefined) return [];
    const filled = fillFrom(task, manifest, filler, problems);
    return [planTask(task, manifest, filled, { layout, needs, catalog })];
  });
}

function chooseEnvironment(
  document: PipelineDocument,
  given: InputValues,
  options: PlanOptions,
  problems: PipelineProblem[],
): string | undefined {
  const { environment } = document;
  const known = [...(document.environments?.keys() ?? []), ...(options.environments ?? [])];
  const at = environment?.at ?? document.node.at;
  const chosen = options.environment ?? evaluated(environment, document, given, options, problems);
  if (chosen === undefined || known.includes(chosen)) return chosen;
  if (options.environments === undefined && document.environments === undefined) return chosen;
  const fromFile = options.environment === undefined && environment?.expressions.length === 0;
  if (!fromFile) {
    const message = `The environment must be one that there is, got \`${chosen}\`.`;
    const hint = `There is ${known.join(', ') || 'none'}.`;
    problems.push(problem({ at, rule: 'unknown-environment', message, hint, path: ['environment'] }));
  }
  return chosen;
}

function evaluated(
  node: ScalarNode | undefined,
  document: PipelineDocument,
  given: InputValues,
  { event }: PlanOptions,
  problems: PipelineProblem[],
): string | undefined {
  if (node === undefined || node.expressions.length === 0) return node && plainText(node);
  const inputs = pipelineInputs(document, given, undefined, []);
  const result = evaluateText(String(node.value), { inputs, event: event?.data });
  if ('value' in result && typeof result.value === 'string' && result.value !== '') return result.value;
  const message =
    'problem' in result
      ? result.problem.message
      : `\`environment\` must give a name, got ${JSON.stringify(result.value ?? null)}.`;
  const hint = 'problem' in result ? result.problem.hint : 'Give the input, or a default with `||`.';
  problems.push(problem({ at: node.at, rule: 'unknown-environment', message, hint, path: ['environment'] }));
  return undefined;
}

/** Says which templates do not take an event of this kind. */
function refusedEvents(
  { layout, manifests }: Examined,
  event: StepyardEvent | undefined,
): readonly PipelineProblem[] {
  if (event === undefined) return [];
  const { kind } = event.data;
  return layout.tasks.flatMap((task) => {
    const manifest = manifests.get(task.id);
    const fits = manifest?.events === undefined || manifest.events.includes(kind);
    if (fits || task.when !== undefined) return [];
    const at = keyAt(task.node, ['template']);
    const message = `\`${manifest.name}\` must be started by one of ${manifest.events?.join(', ')}, got ${kind}.`;
    const hint = 'Give the task a condition, or start the run by another event.';
    return [problem({ at, rule: 'refused-event', message, hint, path: ['template'] })];
  });
}

function concurrencyOf({ concurrency }: PipelineDocument): Plan['concurrency'] {
  if (concurrency?.group === undefined) return undefined;
  const group = authoredJson(plainText(concurrency.group));
  const cancelInProgress =
    'cancelInProgress' in concurrency ? (concurrency.cancelInProgress ?? false) : false;
  const text: Expression | string = isExpression(group) ? group : String(group);
  return { group: text, cancelInProgress };
}

function sourceOf(document: PipelineDocument, tasks: readonly PlanTask[]): Plan['source'] {
  const [task] = tasks;
  if (document.source === undefined || !tasks.some(({ source }) => source) || task === undefined)
    return undefined;
  return {
    task: task.id,
    url: task.with.url ?? null,
    ref: task.with.ref ?? null,
    credential: task.with.auth,
  };
}
