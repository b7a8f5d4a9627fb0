import type { Plan, PlanStage, PlanTask, Scope } from '../plan.ts';

/** The plan as text for people: stages in order, each task with its template and what it waits for. */
export function toText(plan: Plan): string {
  const byId = new Map(plan.tasks.map((task) => [task.id, task]));
  const tasks = (ids: readonly string[], parallel: boolean) =>
    ids.flatMap((id, index) => {
      const task = byId.get(id);
      return task === undefined
        ? []
        : taskLines(task, parallel ? undefined : ids[index - 1], plan.environment);
    });
  const heading = plan.title === plan.pipeline ? plan.pipeline : `${plan.title} (${plan.pipeline})`;
  return [
    `${heading}${plan.environment === undefined ? '' : `, environment ${plan.environment}`}${limits(plan.scope)}`,
    ...Object.entries(plan.inputs).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`),
    ...plan.stages.flatMap((stage) => ['', stageLine(stage), ...tasks(stage.tasks, stage.parallel)]),
    ...(plan.finally.length > 0 ? ['', 'finally', ...tasks(plan.finally, true)] : []),
    '',
  ].join('\n');
}

function stageLine({ name, title, parallel, scope }: PlanStage): string {
  const heading = title === name ? name : `${title} (${name})`;
  return `${heading}${parallel ? ', parallel' : ''}${limits(scope)}`;
}

function taskLines(
  task: PlanTask,
  before: string | undefined,
  environment: string | undefined,
): readonly string[] {
  const heading = task.title === task.id ? task.id : `${task.title} (${task.id})`;
  const needs = task.needs.filter((need) => need !== before && need !== task.hook?.of);
  const facts = [
    needs.length > 0 && `after ${needs.join(', ')}`,
    task.hook !== undefined && `right ${task.hook.when} ${task.hook.of}`,
    task.when !== undefined && `when ${task.when.expression}`,
    task.matrix !== undefined && `for each ${Object.keys(task.matrix.values).join(' × ')}`,
    task.allowFailure && 'may fail',
    task.environment !== environment && `environment ${task.environment ?? 'none'}`,
  ].filter((fact) => fact !== false);
  return [
    `  ${heading}  ${task.template}@${task.version}`,
    ...(facts.length > 0 ? [`    ${facts.join('; ')}`] : []),
  ];
}

function limits(scope: Scope | undefined): string {
  const parts = [
    scope?.cpu !== undefined && `${scope.cpu}m of CPU`,
    scope?.tasks !== undefined && `${scope.tasks} tasks`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? '' : `, at most ${parts.join(' and ')} at once`;
}
