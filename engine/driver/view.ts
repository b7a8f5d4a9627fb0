import type { ArtifactEntry } from '@stepyard/contract/artifacts';
import type { Combination } from '@stepyard/pipeline';
import type {
  AnnotationFact,
  AttemptState,
  PackFact,
  SkipReason,
  State,
  TaskFailure,
  TaskWait,
} from '../core/state.ts';
import type { RunSummary } from '../store/summary.ts';

/** A run with all its tasks; a JSON value without secrets. */
export interface RunView extends RunSummary {
  readonly stages: readonly StageView[];
  /** In the order of the file; the instances of a matrix stand behind their task. */
  readonly tasks: readonly TaskView[];
  /** Inputs of the pipeline. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Where the tasks share their files; absent when it was removed. */
  readonly workspace?: string;
}

export interface StageView {
  readonly name: string;
  readonly title: string;
  readonly parallel: boolean;
  readonly state: State;
  /** Keys of its tasks, without instances. */
  readonly tasks: readonly string[];
}

export interface TaskView {
  /** The task's id; an instance of a matrix has a number behind it. */
  readonly key: string;
  /** As in the pipeline. */
  readonly id: string;
  readonly title: string;
  /** Absent for the tasks of `finally`. */
  readonly stage?: string;
  readonly template: string;
  readonly version: string;
  readonly state: State;
  readonly skipped?: SkipReason;
  readonly allowFailure: boolean;
  readonly matrix?: Combination;
  readonly instances?: readonly string[];
  readonly readyAt?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly retryAt?: number;
  readonly wait?: TaskWait;
  readonly failure?: TaskFailure;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly summary?: string;
  readonly annotations?: readonly AnnotationFact[];
  /** The first of them; `artifacts()` gives all. */
  readonly artifacts?: readonly ArtifactEntry[];
  readonly packs?: readonly PackFact[];
  /** Milliseconds by phase of its last start. */
  readonly timings?: Readonly<Record<string, number>>;
  /** The run whose result was taken over. */
  readonly takenFrom?: string;
  readonly attempts: readonly Readonly<AttemptState>[];
}

/** One change of a run, in order; the first is always a `snapshot`, the last has `run.state` at an end. */
export type RunChange =
  | { readonly type: 'snapshot'; readonly at: number; readonly run: RunView }
  | { readonly type: 'task'; readonly at: number; readonly task: TaskView }
  | { readonly type: 'run'; readonly at: number; readonly run: RunSummary };
