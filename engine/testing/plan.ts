import type { Plan, PlanStage, PlanTask } from '@stepyard/pipeline';

export type TaskSketch = Partial<PlanTask> & { readonly id: string };

export interface StageSketch extends Partial<Omit<PlanStage, 'tasks'>> {
  readonly tasks: readonly TaskSketch[];
}

/** A task as a plan holds it, with the defaults of the language. */
export function sampleTask({ id, ...rest }: TaskSketch, stage: string | undefined): PlanTask {
  return {
    id,
    title: id,
    stage,
    template: 'sample',
    version: '1.0.0',
    with: {},
    needs: [],
    when: undefined,
    timeoutMs: 43_200_000,
    retries: 6,
    allowFailure: false,
    env: {},
    cache: { enabled: false },
    artifacts: [],
    workdir: undefined,
    source: false,
    cpu: 1000,
    resources: undefined,
    image: undefined,
    services: [],
    traits: [],
    matrix: undefined,
    environment: undefined,
    ...rest,
  };
}

/** A plan from stages as short as a test can write them; `parallel` unless said otherwise. */
export function samplePlan(
  stages: readonly StageSketch[],
  { last = [], ...rest }: Partial<Plan> & { readonly last?: readonly TaskSketch[] } = {},
): Plan {
  const named = stages.map(({ name, title, parallel, scope, tasks }, index) => {
    const stage = name ?? `stage-${index + 1}`;
    return {
      stage: {
        name: stage,
        title: title ?? stage,
        parallel: parallel ?? true,
        scope,
        tasks: tasks.map(({ id }) => id),
      },
      tasks: tasks.map((task, position) => {
        const before = parallel === false ? tasks[position - 1] : undefined;
        const needs = [...(task.needs ?? []), ...(before === undefined ? [] : [before.id])];
        return sampleTask({ ...task, needs }, stage);
      }),
    };
  });
  return {
    pipeline: 'sample',
    title: 'Sample',
    stages: named.map(({ stage }) => stage),
    tasks: [...named.flatMap(({ tasks }) => tasks), ...last.map((task) => sampleTask(task, undefined))],
    finally: last.map(({ id }) => id),
    scope: undefined,
    concurrency: undefined,
    inputs: {},
    source: undefined,
    ...rest,
  };
}
