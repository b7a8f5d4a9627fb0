import { formatProblems } from '../format-problems.ts';
import { parsePipeline } from '../parse-pipeline.ts';
import type { Plan, PlanTask } from '../plan.ts';
import { type PlanOptions, planPipeline } from '../planning/plan-pipeline.ts';
import { type ValidateOptions, validatePipeline } from '../validate/validate-pipeline.ts';
import { sampleCatalog } from './catalog.ts';

/** All problems of a pipeline file, as text. */
export function problemsOf(text: string, options: ValidateOptions = {}): string {
  const { document, problems } = parsePipeline(text, 'pipeline.yaml');
  return formatProblems([...problems, ...validatePipeline(document, sampleCatalog, options)]);
}

/** The plan of a pipeline file without errors, or the problems as text. */
export function planOf(text: string, options: PlanOptions = {}): Plan | string {
  const parsed = parsePipeline(text, 'pipeline.yaml');
  const { plan, problems } = planPipeline(parsed.document, sampleCatalog, options);
  const errors = [...parsed.problems, ...problems].filter(({ severity }) => severity === 'error');
  return plan === undefined || errors.length > 0 ? formatProblems(errors) : plan;
}

/** The plan of a pipeline file that has no errors. */
export function soundPlanOf(text: string, options: PlanOptions = {}): Plan {
  const plan = planOf(text, options);
  if (typeof plan === 'string') throw new Error(plan);
  return plan;
}

/** A task of a plan by its id. */
export function taskOf(plan: Plan, id: string): PlanTask {
  const found = plan.tasks.find((one) => one.id === id);
  if (found === undefined)
    throw new Error(`no task ${id} among ${plan.tasks.map((one) => one.id).join(', ')}`);
  return found;
}

/** A pipeline of one stage from the YAML of its tasks, which begins in column 7 of line 6. */
export function stageOf(tasks: string, more = ''): string {
  const lines = tasks.trim().split('\n');
  return [
    'stepyard: 1',
    'name: shop',
    'stages:',
    '  - name: one',
    '    tasks:',
    ...lines.map((line) => `      ${line}`),
    more,
    '',
  ].join('\n');
}
