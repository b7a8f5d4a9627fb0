import { onCallback, onEnded, onResume, onRetry, onStarted, onTimeout } from './attempt.ts';
import { onCancelled } from './cancel.ts';
import type { Command } from './command.ts';
import { createRun } from './create.ts';
import type { RunEvent } from './event.ts';
import { expand } from './matrix.ts';
import { makeReady } from './scope.ts';
import { settle } from './settle.ts';
import type { RunState, TaskFailure, TaskState } from './state.ts';
import { endTask, type Turn } from './turn.ts';

export interface Step {
  readonly state: RunState;
  readonly commands: readonly Command[];
  /** Tasks whose state is another now; some may stand in it more than once. */
  readonly changed: readonly TaskState[];
}

/**
 * Applies one event to a run. The state is changed in place and given back; the same events give the same
 * state and commands. What comes too late (an answer of an earlier attempt, a second cancel) changes nothing.
 */
export function next(state: RunState | undefined, event: RunEvent): Step {
  if (event.type === 'created') return { state: createRun(event), commands: [], changed: [] };
  if (state === undefined)
    throw new Error(`The first event of a run must be \`created\`, got \`${event.type}\`.`);
  const turn: Turn = { run: state, at: event.at, commands: [], changed: [], unblocked: [] };
  if (state.phase !== 'ended') {
    apply(turn, event);
    settle(turn);
  }
  return { state, commands: turn.commands, changed: turn.changed };
}

function apply(turn: Turn, event: Exclude<RunEvent, { type: 'created' }>): void {
  if (event.type === 'cancelled') onCancelled(turn, event);
  else if (event.type === 'admitted') onAdmitted(turn);
  else {
    const task = turn.run.tasks[turn.run.byKey.get(event.task) ?? -1];
    if (task !== undefined) applyToTask(turn, task, event);
  }
}

function onAdmitted({ run, at }: Turn): void {
  if (run.phase !== 'queueing') return;
  run.phase = 'stages';
  run.admittedAt = at;
}

function applyToTask(turn: Turn, task: TaskState, event: Extract<RunEvent, { task: string }>): void {
  if (event.type === 'evaluated') onEvaluated(turn, task, event);
  else if (event.type === 'refused') onRefused(turn, task, event.failure);
  else if (event.type === 'callback') onCallback(turn, task);
  else if (task.attempt === event.attempt && task.start === event.start) applyToStart(turn, task, event);
}

function applyToStart(
  turn: Turn,
  task: TaskState,
  event: Extract<RunEvent, { type: 'started' | 'ended' | 'timer' }>,
): void {
  if (event.type === 'started') onStarted(turn, task, event);
  else if (event.type === 'ended') onEnded(turn, task, event.outcome);
  else if (event.timer === 'timeout') onTimeout(turn, task);
  else if (event.timer === 'retry') onRetry(turn, task);
  else onResume(turn, task);
}

function onEvaluated(turn: Turn, task: TaskState, event: Extract<RunEvent, { type: 'evaluated' }>): void {
  if (task.phase !== 'evaluating') return;
  if (!event.when) endTask(turn, task, 'skipped', 'when');
  else if (event.matrix !== undefined) expand(turn, task, event.matrix);
  else makeReady(turn, task);
}

function onRefused(turn: Turn, task: TaskState, failure: TaskFailure): void {
  if (task.phase !== 'evaluating') return;
  task.failure = failure;
  endTask(turn, task, 'failed');
}
