import type { RunState, StageState, State, TaskState } from './state.ts';

/** The state of a run as people are shown it. */
export function stateOfRun(run: RunState): State {
  if (run.end !== undefined) return run.end;
  if (run.phase === 'queueing') return 'queueing';
  if (run.idle) return 'suspended';
  return run.startedAt === undefined ? 'waiting' : 'running';
}

/** The state of a task as people are shown it. */
export function stateOfTask(run: RunState, task: TaskState): State {
  switch (task.phase) {
    case 'ended':
      return task.end ?? 'failed';
    case 'idle':
    case 'retrying':
      return 'waiting';
    case 'evaluating':
    case 'ready':
    case 'starting':
      return 'queueing';
    case 'expanded':
      return stateOfSeveral(run, task.instances ?? []);
    default:
      return task.phase;
  }
}

/** The state of a stage as people are shown it. */
export function stateOfStage(run: RunState, stage: StageState): State {
  return stateOfSeveral(run, stage.tasks);
}

/** Says whether something is the name of a state. */
export function isState(value: unknown): value is State {
  return [...order, ...ended].some((state) => state === value);
}

const order = ['running', 'suspended', 'queueing', 'waiting'] as const;
const ended = ['failed', 'aborted', 'warning', 'success', 'skipped'] as const;

function stateOfSeveral(run: RunState, indices: readonly number[]): State {
  const states = new Set<State>();
  for (const index of indices) {
    const task = run.tasks[index];
    if (task !== undefined) states.add(weigh(task, stateOfTask(run, task)));
  }
  const going = order.find((state) => states.has(state));
  const started = ended.some((state) => states.has(state));
  if (going === 'waiting' || going === 'queueing') return started ? 'running' : going;
  return going ?? ended.find((state) => states.has(state)) ?? 'skipped';
}

/** A failure that is allowed is a warning to what contains it. */
function weigh(task: TaskState, state: State): State {
  return task.plan.allowFailure && (state === 'failed' || state === 'aborted') ? 'warning' : state;
}
