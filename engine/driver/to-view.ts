import { stateOfRun, stateOfStage, stateOfTask } from '../core/shown.ts';
import type { RunState, TaskState } from '../core/state.ts';
import type { RunSummary } from '../store/summary.ts';
import type { RunView, StageView, TaskView } from './view.ts';

/** A run as lists show it. */
export function toSummary(run: RunState): RunSummary {
  const { project, pipeline, number, queuedAt, startedAt, finishedAt, by, rerunOf } = run;
  return {
    ...{ run: run.run, number, project, pipeline, title: run.plan.title, state: stateOfRun(run), queuedAt },
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(by !== undefined && { by }),
    ...(rerunOf !== undefined && { rerunOf }),
  };
}

/** A run with all its tasks. */
export function toView(run: RunState, workspace: string | undefined): RunView {
  return {
    ...toSummary(run),
    inputs: run.plan.inputs,
    ...(workspace !== undefined && { workspace }),
    stages: run.stages.map((stage): StageView => {
      const planned = run.plan.stages[stage.index];
      return {
        name: stage.name,
        title: planned?.title ?? stage.name,
        parallel: planned?.parallel ?? false,
        state: stateOfStage(run, stage),
        tasks: stage.tasks.flatMap((index) => run.tasks[index]?.key ?? []),
      };
    }),
    tasks: inOrder(run).map((task) => toTaskView(run, task)),
  };
}

/** A task as people are shown it. */
export function toTaskView(run: RunState, task: TaskState): TaskView {
  const { plan, matrix, instances, skip, readyAt, startedAt, finishedAt, retryAt, wait, failure, products } =
    task;
  return {
    key: task.key,
    id: plan.id,
    title: matrix === undefined ? plan.title : `${plan.title} (${matrix.title})`,
    ...(plan.stage !== undefined && { stage: plan.stage }),
    template: plan.template,
    version: plan.version,
    state: stateOfTask(run, task),
    allowFailure: plan.allowFailure,
    ...(skip !== undefined && { skipped: skip }),
    ...(matrix !== undefined && { matrix }),
    ...(instances !== undefined && { instances: instances.flatMap((index) => run.tasks[index]?.key ?? []) }),
    ...(readyAt !== undefined && { readyAt }),
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(retryAt !== undefined && { retryAt }),
    ...(wait !== undefined && { wait }),
    ...(failure !== undefined && { failure }),
    ...products,
    ...(task.taken !== undefined && { takenFrom: task.taken.from }),
    attempts: task.attempts.map((attempt) => ({ ...attempt })),
  };
}

function inOrder(run: RunState): readonly TaskState[] {
  return run.tasks
    .filter(({ parent }) => parent < 0)
    .flatMap((task) => [task, ...(task.instances ?? []).flatMap((index) => run.tasks[index] ?? [])]);
}
