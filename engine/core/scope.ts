import type { LaneState, RunState, ScopeState, TaskState } from './state.ts';
import { enter, type Turn } from './turn.ts';

/** Makes a task ready: it starts as soon as all its scopes have room, oldest first. */
export function makeReady(turn: Turn, task: TaskState): void {
  enter(turn, task, 'ready');
  task.readyAt ??= turn.at;
  if (task.scopes.length === 0) {
    begin(turn, task);
    return;
  }
  const lane = laneOf(turn.run, task.scopes);
  lane.tasks.push(task.index);
  if (!lane.held) drain(turn, lane);
}

/** Gives back what a task counts for in its scopes, and starts what waited for it. */
export function release(turn: Turn, task: TaskState): void {
  if (!task.holdsScopes) return;
  task.holdsScopes = false;
  const scopes = scopesOf(turn.run, task.scopes);
  for (const scope of scopes) {
    scope.usedTasks -= 1;
    scope.usedCpu -= task.plan.cpu;
  }
  for (const scope of scopes) drainHeld(turn, scope);
}

/** Starts a task now, whatever its scopes hold. */
export function begin(turn: Turn, task: TaskState): void {
  enter(turn, task, 'starting');
  task.stopping = undefined;
  turn.commands.push({ type: 'start', task: task.key, attempt: task.attempt, start: task.start });
}

function laneOf(run: RunState, scopes: readonly number[]): LaneState {
  const key = scopes.join();
  const known = run.lanes.get(key);
  if (known !== undefined) return known;
  const lane: LaneState = { scopes, tasks: [], head: 0, held: false };
  run.lanes.set(key, lane);
  return lane;
}

function drain(turn: Turn, lane: LaneState): void {
  const scopes = scopesOf(turn.run, lane.scopes);
  for (let task = first(turn.run, lane); task !== undefined; task = first(turn.run, lane)) {
    const { cpu } = task.plan;
    const full = scopes.find((scope) => !fits(scope, cpu));
    if (full !== undefined) {
      lane.held = true;
      full.held.push(lane);
      return;
    }
    lane.head += 1;
    for (const scope of scopes) {
      scope.usedTasks += 1;
      scope.usedCpu += cpu;
    }
    task.holdsScopes = true;
    begin(turn, task);
  }
}

function drainHeld(turn: Turn, scope: ScopeState): void {
  for (let lane = scope.held[0]; lane !== undefined; lane = scope.held[0]) {
    const task = first(turn.run, lane);
    if (task !== undefined && !fits(scope, task.plan.cpu)) return;
    scope.held.shift();
    lane.held = false;
    drain(turn, lane);
  }
}

/** The oldest task of a lane that is still ready; those that were cancelled meanwhile are passed over. */
function first(run: RunState, lane: LaneState): TaskState | undefined {
  for (; lane.head < lane.tasks.length; lane.head += 1) {
    const task = run.tasks[lane.tasks[lane.head] ?? -1];
    if (task?.phase === 'ready') return task;
  }
  lane.tasks.length = 0;
  lane.head = 0;
  return undefined;
}

/** A task that alone is too big for its scope runs alone in it: refusing it for ever would be worse. */
function fits(scope: ScopeState, cpu: number): boolean {
  if (scope.usedTasks === 0) return true;
  if (scope.tasks !== undefined && scope.usedTasks >= scope.tasks) return false;
  return scope.cpu === undefined || scope.usedCpu + cpu <= scope.cpu;
}

function scopesOf(run: RunState, indices: readonly number[]): ScopeState[] {
  return indices.flatMap((index) => run.scopes[index] ?? []);
}
