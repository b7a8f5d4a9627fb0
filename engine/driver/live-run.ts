import type { Masker } from '@stepyard/contract/mask';
import type { ConfigSource, SecretSource } from '../config/sources.ts';
import type { RunState, TaskState } from '../core/state.ts';
import type { Executor } from '../executors/executor.ts';
import type { SubmissionFacts } from '../store/store.ts';
import type { RunChange } from './view.ts';

/** A run that has not ended, or not been put away yet. */
export interface LiveRun {
  readonly state: RunState;
  readonly facts: SubmissionFacts;
  readonly secrets: SecretSource;
  readonly config: ConfigSource;
  readonly executor: Executor;
  /** Names of the secrets that its tasks name. */
  readonly secretNames: readonly string[];
  /** Values that were given to any of its tasks: they may stand in the workspace since. */
  readonly masks: Set<string>;
  readonly masker: Masker;
  /** Resolves when the secrets of tasks that ran before this scheduler are among them. */
  earlierSecrets: Promise<void> | undefined;
  /** What takes back a timer, by what it is for. */
  readonly timers: Map<string, () => void>;
  /** Starts of attempts that are on their way or being cleared away, by name. */
  readonly attempts: Map<string, LiveAttempt>;
  readonly watchers: Set<(change: RunChange) => void>;
  /** Resolves when it has ended and is put away. */
  readonly putAway: PromiseWithResolvers<void>;
  /** Made when the first task needs it. */
  workspace: Promise<string> | undefined;
}

/** One start of an attempt. */
export interface LiveAttempt {
  readonly name: string;
  /** Aborted when it is to be stopped. */
  readonly stop: AbortController;
  why: 'timeout' | 'cancelled' | undefined;
  /** Resolves when nothing is left to do for it. */
  done: Promise<void>;
}

/** The task of a key. */
export function taskOf(run: RunState, key: string): TaskState | undefined {
  return run.tasks[run.byKey.get(key) ?? -1];
}

/** The attempt of a task that runs, or the last one. */
export function attemptOf(task: TaskState): TaskState['attempts'][number] | undefined {
  return task.attempts.at(-1);
}
