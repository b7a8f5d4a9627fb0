import type { Combination, PlanTask, Scope } from '@stepyard/pipeline';
import type { CreatedEvent, TakenOver } from './event.ts';
import type { RunState, ScopeState, StageState, TaskState } from './state.ts';

/** The state of a run that has just been made from its plan. */
export function createRun(event: CreatedEvent): RunState {
  const { plan } = event;
  const scopes: ScopeState[] = [];
  const whole = addScope(scopes, plan.scope);
  const byStage = plan.stages.map((stage) => [...whole, ...addScope(scopes, stage.scope)]);
  const stageOf = new Map(plan.stages.map(({ name }, index) => [name, index]));
  const tolerant = new Set(event.tolerant);
  const tasks = plan.tasks.map((task, index) => {
    const stage = task.stage === undefined ? -1 : (stageOf.get(task.stage) ?? -1);
    return createTask({
      index,
      key: task.id,
      plan: task,
      stage,
      scopes: byStage[stage] ?? whole,
      taken: event.takeOver?.[task.id],
      tolerant: tolerant.has(task.id),
    });
  });
  const byKey = new Map(tasks.map(({ key, index }) => [key, index]));
  linkNeeds(tasks, byKey);
  const stages = plan.stages.map(({ name, tasks: ids }, index): StageState => {
    const own = ids.flatMap((id) => byKey.get(id) ?? []);
    return { index, name, tasks: own, left: own.length };
  });
  const last = plan.finally.flatMap((id) => byKey.get(id) ?? []);
  return {
    run: event.run,
    number: event.number,
    project: event.project,
    pipeline: plan.pipeline,
    plan,
    group: event.group,
    cancelInProgress: plan.concurrency?.cancelInProgress ?? false,
    by: event.by,
    rerunOf: event.rerunOf,
    retry: event.retry,
    phase: 'queueing',
    end: undefined,
    cancelled: false,
    forced: false,
    cancelledBy: undefined,
    queuedAt: event.at,
    admittedAt: undefined,
    startedAt: undefined,
    finishedAt: undefined,
    tasks,
    byKey,
    stages,
    stage: -1,
    finally: last,
    finallyLeft: last.length,
    scopes,
    lanes: new Map(),
    active: 0,
    suspended: 0,
    pending: 0,
    idle: false,
    failed: false,
    warned: false,
    failedStage: Number.POSITIVE_INFINITY,
  };
}

export interface NewTask {
  readonly index: number;
  readonly key: string;
  readonly plan: PlanTask;
  readonly stage: number;
  readonly scopes: readonly number[];
  readonly taken: TakenOver | undefined;
  readonly tolerant?: boolean;
  readonly parent?: number;
  readonly matrix?: Combination;
}

/** A task that nothing has happened to; its stage is closed. */
export function createTask(task: NewTask): TaskState {
  return {
    index: task.index,
    key: task.key,
    plan: task.plan,
    stage: task.stage,
    matrix: task.matrix,
    parent: task.parent ?? -1,
    instances: undefined,
    dependents: [],
    scopes: task.scopes,
    phase: 'idle',
    end: undefined,
    skip: undefined,
    blockers: 1,
    blocked: false,
    tolerant: task.tolerant ?? false,
    attempt: 1,
    start: 1,
    onceUsed: false,
    called: false,
    stopping: undefined,
    undo: undefined,
    holdsScopes: false,
    readyAt: undefined,
    startedAt: undefined,
    runningSince: undefined,
    finishedAt: undefined,
    retryAt: undefined,
    wait: undefined,
    failure: undefined,
    products: undefined,
    taken: task.taken,
    attempts: [],
  };
}

/** Adds a limit, if there is one, and gives its index as a list. */
export function addScope(scopes: ScopeState[], scope: Scope | undefined): readonly number[] {
  if (scope === undefined) return [];
  scopes.push({ cpu: scope.cpu, tasks: scope.tasks, usedCpu: 0, usedTasks: 0, held: [] });
  return [scopes.length - 1];
}

function linkNeeds(tasks: readonly TaskState[], byKey: ReadonlyMap<string, number>): void {
  for (const task of tasks) {
    const { needs } = task.plan;
    for (const [position, id] of needs.entries()) {
      const need = tasks[byKey.get(id) ?? -1];
      if (need === undefined || needs.indexOf(id) < position) continue;
      need.dependents.push(task.index);
      task.blockers += 1;
    }
  }
}
