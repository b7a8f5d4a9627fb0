import type { Command } from './command.ts';
import type { EndState, Phase, RunState, SkipReason, TaskState } from './state.ts';

/** One application of `next`: what it has to do still, and what it has found to be done. */
export interface Turn {
  readonly run: RunState;
  readonly at: number;
  readonly commands: Command[];
  readonly changed: TaskState[];
  /** Tasks whose last blocker went away, in order: a list and not a recursion, since chains may be long. */
  readonly unblocked: TaskState[];
}

/** Moves a task to a phase and keeps the run's counts right. */
export function enter(turn: Turn, task: TaskState, phase: Phase): void {
  count(turn.run, task.phase, -1);
  task.phase = phase;
  count(turn.run, phase, 1);
  turn.changed.push(task);
}

/** Ends a task, and frees what waited for it. */
export function endTask(turn: Turn, task: TaskState, end: EndState, skip?: SkipReason): void {
  enter(turn, task, 'ended');
  task.end = end;
  task.skip = skip;
  task.finishedAt = turn.at;
  task.wait = undefined;
  task.retryAt = undefined;
  task.stopping = undefined;
  if (task.parent >= 0) endInstance(turn, task);
  else freeDependents(turn, task);
}

function count(run: RunState, phase: Phase, by: number): void {
  if (phase === 'starting' || phase === 'running') run.active += by;
  else if (phase === 'suspended') run.suspended += by;
  else if (phase === 'ready' || phase === 'evaluating' || phase === 'retrying') run.pending += by;
}

function endInstance(turn: Turn, instance: TaskState): void {
  const parent = turn.run.tasks[instance.parent];
  if (parent === undefined) return;
  if (instance.end === 'failed') parent.failure ??= instance.failure;
  parent.blockers -= 1;
  if (parent.blockers > 0) return;
  const instances = (parent.instances ?? []).flatMap((index) => turn.run.tasks[index] ?? []);
  parent.products = { outputs: listOutputs(instances) };
  parent.startedAt = instances.reduce<number | undefined>(
    (first, { startedAt }) => (startedAt === undefined ? first : Math.min(first ?? startedAt, startedAt)),
    undefined,
  );
  endTask(
    turn,
    parent,
    worst(instances),
    instances.every(({ end }) => end === 'skipped') ? instance.skip : undefined,
  );
}

function listOutputs(instances: readonly TaskState[]): Record<string, unknown> {
  const names = new Set(instances.flatMap(({ products }) => Object.keys(products?.outputs ?? {})));
  return Object.fromEntries(
    [...names].map((name) => [name, instances.map(({ products }) => products?.outputs?.[name] ?? null)]),
  );
}

function worst(instances: readonly TaskState[]): EndState {
  const ends = new Set(instances.map(({ end }) => end));
  const order = ['failed', 'aborted', 'warning', 'success', 'skipped'] as const;
  return order.find((end) => ends.has(end)) ?? 'success';
}

function freeDependents(turn: Turn, task: TaskState): void {
  const { run } = turn;
  const tolerated = task.plan.allowFailure;
  const bad = task.end === 'failed' || task.end === 'aborted';
  if (bad && !tolerated) run.failed = true;
  if (task.end === 'warning' || (bad && tolerated)) run.warned = true;
  const blocks =
    (bad && !tolerated) || (task.end === 'skipped' && task.skip !== 'when' && task.skip !== 'empty');
  for (const index of task.dependents) {
    const dependent = run.tasks[index];
    if (dependent === undefined) continue;
    if (blocks && dependent.stage >= 0) dependent.blocked = true;
    unblock(turn, dependent);
  }
  const stage = run.stages[task.stage];
  if (stage === undefined) {
    run.finallyLeft -= 1;
    return;
  }
  if (bad && !tolerated) run.failedStage = Math.min(run.failedStage, stage.index);
  stage.left -= 1;
}

/** Takes one blocker away. */
export function unblock(turn: Turn, task: TaskState): void {
  task.blockers -= 1;
  if (task.blockers === 0) turn.unblocked.push(task);
}
