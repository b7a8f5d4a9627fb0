import type { Plan } from '@stepyard/pipeline';
import type { Command } from '../core/command.ts';
import type { CreatedEvent, Outcome, RunEvent } from '../core/event.ts';
import { next } from '../core/next.ts';
import { stateOfRun, stateOfTask } from '../core/shown.ts';
import type { RunState } from '../core/state.ts';

export const success: Outcome = { status: 'success' };
export const failure: Outcome = {
  status: 'failed',
  failure: { class: 'user', code: 'TOOL_FAILED', message: 'It failed.', hint: 'Look.' },
  retried: 'no',
};
export const unreachable: Outcome = {
  status: 'failed',
  failure: { class: 'dependency', code: 'UNREACHABLE', message: 'It was not there.', hint: 'Wait.' },
  retried: 'yes',
};

type Untimed<E> = E extends RunEvent ? Omit<E, 'at'> : never;

/** A run played event by event, without clock or driver. */
export interface Play {
  readonly state: RunState;
  now: number;
  /** Applies an event at the present time, and gives what is to be done. */
  apply(event: Untimed<RunEvent>): readonly Command[];
  start(task: string): readonly Command[];
  end(task: string, outcome?: Outcome): readonly Command[];
  /** Starts and ends. */
  pass(task: string, outcome?: Outcome): readonly Command[];
  /** `state` of every task by key, and of the run as `run`. */
  states(): Record<string, string>;
}

/** Creates and admits a run of the plan; `first` holds the commands of that. */
export function play(
  plan: Plan,
  created: Partial<CreatedEvent> = {},
): Play & { readonly first: readonly Command[] } {
  const queued = queue(plan, created);
  const first = queued.apply({ type: 'admitted' });
  return Object.assign(queued, { first });
}

/** Creates a run of the plan and leaves it in the queue. */
export function queue(plan: Plan, created: Partial<CreatedEvent> = {}): Play {
  const { state } = next(undefined, {
    type: 'created',
    at: 0,
    run: `${plan.pipeline}-1`,
    number: 1,
    project: 'demo',
    plan,
    retry: { baseMs: 1000, maxMs: 60_000 },
    ...created,
  });
  const clock = { now: 0 };
  const start = (key: string): { task: string; attempt: number; start: number } => {
    const task = state.tasks[state.byKey.get(key) ?? -1];
    return { task: key, attempt: task?.attempt ?? 0, start: task?.start ?? 0 };
  };
  const apply: Play['apply'] = (event) => next(state, { ...event, at: clock.now }).commands;
  const run: Play = {
    state,
    get now() {
      return clock.now;
    },
    set now(at) {
      clock.now = at;
    },
    apply,
    start: (task) => apply({ type: 'started', ...start(task) }),
    end: (task, outcome = success) => apply({ type: 'ended', ...start(task), outcome }),
    pass: (task, outcome) => [...run.start(task), ...run.end(task, outcome)],
    states: () => ({
      ...Object.fromEntries(state.tasks.map((task) => [task.key, stateOfTask(state, task)])),
      run: stateOfRun(state),
    }),
  };
  return run;
}

/** The keys of the tasks that are to be started. */
export function toStart(commands: readonly Command[]): readonly string[] {
  return commands.flatMap((command) => (command.type === 'start' ? [command.task] : []));
}
