import type { FailureClass } from '@stepyard/contract';
import type { ArtifactEntry } from '@stepyard/contract/artifacts';
import type { Combination, Plan, PlanTask } from '@stepyard/pipeline';
import type { TakenOver } from './event.ts';

/** The states that a run and a task can be in. */
export type State =
  | 'queueing'
  | 'waiting'
  | 'running'
  | 'success'
  | 'warning'
  | 'failed'
  | 'aborted'
  | 'skipped'
  | 'suspended';

/** The states after which nothing more happens. */
export type EndState = 'success' | 'warning' | 'failed' | 'aborted' | 'skipped';

/** Where a task is on its way; `State` is what people are shown of it. */
export type Phase =
  | 'idle'
  | 'evaluating'
  | 'expanded'
  | 'ready'
  | 'starting'
  | 'running'
  | 'retrying'
  | 'suspended'
  | 'ended';

/** Why a task never ran. */
export type SkipReason = 'when' | 'empty' | 'needs' | 'stage' | 'cancelled';

/** Why a task failed, as the journal keeps it. */
export interface TaskFailure {
  readonly class: FailureClass;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** When, or by what, a suspended attempt goes on. */
export interface TaskWait {
  /** Unix milliseconds. */
  readonly until: number;
  readonly callback: boolean;
  readonly reason: string;
  /** Something was started outside, which is undone by one more start where the wait is cancelled. */
  readonly undo?: true;
}

/** One try of a task, over all its starts. */
export interface AttemptState {
  readonly attempt: number;
  starts: number;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  /** Milliseconds that earlier starts ran; suspended time is not in it. */
  usedMs: number;
  state: State;
  failure: TaskFailure | undefined;
  node: string | undefined;
  /** What ran, on executors with images. */
  image?: RanImage;
}

/** An image as its executor had it. */
export interface RanImage {
  readonly name: string;
  readonly digest: string;
}

export interface AnnotationFact {
  readonly level: 'notice' | 'warning' | 'error';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
}

/** A stored pack of artifacts. */
export interface PackFact {
  /** Key in the store. */
  readonly pack: string;
  readonly files: number;
  readonly bytes: number;
}

/** What a task produced, as the journal keeps it; never a secret. */
export interface TaskProducts {
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly summary?: string;
  readonly annotations?: readonly AnnotationFact[];
  /** The first of them; all stand in the packs. */
  readonly artifacts?: readonly ArtifactEntry[];
  readonly packs?: readonly PackFact[];
  /** Milliseconds by phase of its last start. */
  readonly timings?: Readonly<Record<string, number>>;
}

export interface TaskState {
  readonly index: number;
  /** The task's id; an instance of a matrix has a number behind it. */
  readonly key: string;
  readonly plan: PlanTask;
  /** Index of the stage; -1 for a task of `finally`. */
  readonly stage: number;
  readonly matrix: Combination | undefined;
  /** Index of the task that this is an instance of; -1 for one of the plan's own. */
  readonly parent: number;
  instances: number[] | undefined;
  /** Indices of the tasks that need this one. */
  readonly dependents: number[];
  /** Indices of the scopes that it counts in. */
  readonly scopes: readonly number[];
  phase: Phase;
  /** How it ended. */
  end: EndState | undefined;
  skip: SkipReason | undefined;
  /** Needs that have not ended, and one more while its stage is closed; for a matrix, its instances. */
  blockers: number;
  /** A needed task failed, or was skipped because one failed. */
  blocked: boolean;
  /** Its `when` decides even so. */
  readonly tolerant: boolean;
  attempt: number;
  start: number;
  /** Retries by `once` that were used. */
  onceUsed: boolean;
  /** A callback came while the start that will wait for it was still running. */
  called: boolean;
  /** Why it is being stopped. */
  stopping: 'timeout' | 'cancelled' | undefined;
  /** What it waits for is to be undone if it is cancelled, or is being undone by a start for that alone. */
  undo: 'owed' | 'running' | undefined;
  holdsScopes: boolean;
  readyAt: number | undefined;
  startedAt: number | undefined;
  /** When the start that runs now began. */
  runningSince: number | undefined;
  finishedAt: number | undefined;
  /** When a back-off ends. */
  retryAt: number | undefined;
  wait: TaskWait | undefined;
  failure: TaskFailure | undefined;
  products: TaskProducts | undefined;
  /** The result to take over from an earlier run. */
  readonly taken: TakenOver | undefined;
  readonly attempts: AttemptState[];
}

export interface StageState {
  readonly index: number;
  readonly name: string;
  /** Indices of its tasks, without instances. */
  readonly tasks: readonly number[];
  /** Tasks that have not ended. */
  left: number;
}

/** A limit, and what counts towards it now. */
export interface ScopeState {
  readonly cpu: number | undefined;
  readonly tasks: number | undefined;
  usedCpu: number;
  usedTasks: number;
  /** Lanes whose first task does not fit into this scope, oldest first. */
  readonly held: LaneState[];
}

/** Ready tasks that count in the same scopes, oldest first. */
export interface LaneState {
  readonly scopes: readonly number[];
  readonly tasks: number[];
  /** Index of the first task that has not left. */
  head: number;
  held: boolean;
}

/** How long to wait before a retry: the base doubled each time, up to a maximum. */
export interface RetryPolicy {
  readonly baseMs: number;
  readonly maxMs: number;
}

export interface RunState {
  readonly run: string;
  readonly number: number;
  readonly project: string;
  readonly pipeline: string;
  readonly plan: Plan;
  readonly group: string | undefined;
  readonly cancelInProgress: boolean;
  readonly by: string | undefined;
  readonly rerunOf: string | undefined;
  readonly retry: RetryPolicy;
  phase: 'queueing' | 'stages' | 'finally' | 'ended';
  end: EndState | undefined;
  cancelled: boolean;
  /** The tasks of `finally` are cancelled as well. */
  forced: boolean;
  cancelledBy: string | undefined;
  readonly queuedAt: number;
  admittedAt: number | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  readonly tasks: TaskState[];
  readonly byKey: Map<string, number>;
  readonly stages: readonly StageState[];
  /** Index of the stage that is open; -1 before the first. */
  stage: number;
  readonly finally: readonly number[];
  finallyLeft: number;
  readonly scopes: ScopeState[];
  readonly lanes: Map<string, LaneState>;
  /** Tasks that are starting or running. */
  active: number;
  /** Tasks that are suspended. */
  suspended: number;
  /** Tasks that will go on by themselves: ready, evaluating or between retries. */
  pending: number;
  /** Suspended as a whole: nothing runs and nothing will before a time or a callback. */
  idle: boolean;
  failed: boolean;
  warned: boolean;
  /** Index of the first stage that failed; those behind it are skipped. */
  failedStage: number;
}
