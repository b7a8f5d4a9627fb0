import type { EvaluationContext, TaskValues } from '@stepyard/pipeline';
import { stateOfTask } from '../core/shown.ts';
import type { RunState, TaskState } from '../core/state.ts';
import { type LiveRun, taskOf } from './live-run.ts';
import type { NamedValues } from './named-values.ts';

/** What the expressions of a task are evaluated with, but for its variables. */
export function taskContext(live: LiveRun, task: TaskState, named: NamedValues): EvaluationContext {
  const { state, facts } = live;
  return {
    event: facts.event?.data,
    inputs: state.plan.inputs,
    tasks: tasksOf(state, named.tasks),
    run: {
      name: state.run,
      number: state.number,
      pipeline: state.pipeline,
      project: state.project,
      startedAt: new Date(state.startedAt ?? state.admittedAt ?? state.queuedAt).toISOString(),
    },
    config: named.config,
    files: named.files,
    secrets: named.secrets,
    ...(task.matrix !== undefined && { matrix: task.matrix.values }),
  };
}

/** The same, for `when`: it may ask how the tasks before have ended. */
export function whenContext(live: LiveRun, task: TaskState, named: NamedValues): EvaluationContext {
  const { state } = live;
  const inFinally = task.stage < 0;
  const failure = inFinally ? state.failed : task.blocked || state.failedStage < task.stage;
  // A task of `finally` runs after a failure as well, unless its condition asks for the status.
  const success = inFinally && !task.tolerant ? true : !failure && !state.cancelled;
  return {
    ...taskContext(live, task, named),
    status: { success, failure, cancelled: state.cancelled },
  };
}

/** Only those that it names: a graph of thousands is not copied for each task. */
function tasksOf(run: RunState, names: readonly string[]): Record<string, TaskValues> {
  const ended = names.flatMap((name) => {
    const task = taskOf(run, name);
    return task?.phase === 'ended' ? [task] : [];
  });
  return Object.fromEntries(
    ended.map((task) => [
      task.key,
      { status: stateOfTask(run, task), outputs: task.products?.outputs ?? {} },
    ]),
  );
}
