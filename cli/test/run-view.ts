import type { RunView, State, TaskView } from '@stepyard/engine';

/** A run as it is shown, of stages with tasks by their states. */
export function runView(
  stages: Readonly<Record<string, Readonly<Record<string, State | Partial<TaskView>>>>>,
  more: Partial<RunView> = {},
): RunView {
  const tasks = Object.entries(stages).flatMap(([stage, of]) =>
    Object.entries(of).map(([key, given]) => taskView(stage, key, given)),
  );
  return {
    run: 'shop-12',
    number: 12,
    project: 'shop',
    pipeline: 'shop',
    title: 'shop',
    state: 'running',
    queuedAt: 0,
    startedAt: 0,
    inputs: {},
    stages: Object.entries(stages)
      .filter(([name]) => name !== 'finally')
      .map(([name, of]) => ({
        name,
        title: name,
        parallel: false,
        state: 'running',
        tasks: Object.keys(of),
      })),
    tasks,
    ...more,
  };
}

function taskView(stage: string, key: string, given: State | Partial<TaskView>): TaskView {
  const { state = 'running', ...more } = typeof given === 'string' ? { state: given } : given;
  const begun = !['waiting', 'queueing', 'skipped'].includes(state);
  const ended = ['success', 'warning', 'failed', 'aborted'].includes(state);
  return {
    key,
    id: key,
    title: key,
    ...(stage !== 'finally' && { stage }),
    template: 'script',
    version: '1.0.0',
    state,
    allowFailure: false,
    ...(begun && { startedAt: 1_000 }),
    ...(ended && { finishedAt: 3_500 }),
    attempts: [],
    ...more,
  };
}
