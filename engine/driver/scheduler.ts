import type { ArtifactEntry } from '@stepyard/contract/artifacts';
import type { StepyardEvent } from '@stepyard/events';
import type { Plan } from '@stepyard/pipeline';
import type { CacheBackend } from '../cache/cache-backend.ts';
import type { CatalogSource, ConfigSource, SecretSource } from '../config/sources.ts';
import type { TaskFailure } from '../core/state.ts';
import type { Executor, LogChunk, StartRequest } from '../executors/executor.ts';
import type { RunFilter, RunSummary } from '../store/summary.ts';
import type { RunChange, RunView } from './view.ts';

/** Limits and defaults that a platform sets. */
export interface SchedulerSettings {
  /** Runs of a project at once; the resource's own text is accepted. Default 2. */
  readonly quota?: number | string;
  /** By project; overrides `quota`. */
  readonly quotas?: Readonly<Record<string, number | string>>;
  /** Attempts at once over all runs; default twice the processors, at least 4. */
  readonly attempts?: number;
  readonly graceMs?: number;
  readonly retry?: { readonly baseMs: number; readonly maxMs: number };
  /** Name of the template that fetches a pipeline's `source`; default: the one that provides it. */
  readonly sourceTemplate?: string;
  readonly keep?: {
    /** Ended runs kept for each pipeline; default 100. */
    readonly runs?: number;
    /** Which workspaces stay after the end; default `failed`. */
    readonly workspaces?: 'all' | 'failed' | 'none';
  };
}

export interface SchedulerOptions {
  readonly dataDir: string;
  readonly catalog: CatalogSource;
  readonly executors: readonly Executor[];
  readonly caches?: readonly CacheBackend[];
  readonly secrets: SecretSource;
  readonly config: ConfigSource;
  readonly settings?: SchedulerSettings;
  readonly clock?: Clock;
  /** Held open until it resolves: the failed attempt's files are still there, and `describe` says how it was started. */
  readonly onFailure?: (attempt: FailedAttempt) => Promise<void>;
  /** What the scheduler itself has to say, one line each; default: nothing is printed. */
  readonly log?: (line: string) => void;
}

export interface FailedAttempt {
  readonly run: string;
  readonly task: string;
  readonly failure: TaskFailure;
}

/** Time, so that tests need not wait. */
export interface Clock {
  now(): number;
  /** Calls back at a time in unix milliseconds; the answer takes it back. */
  at(time: number, call: () => void): () => void;
}

export interface Submission {
  readonly plan: Plan;
  readonly project: string;
  readonly event?: StepyardEvent;
  readonly by?: string;
  /** Name of an executor; default: the first. */
  readonly executor?: string;
  /** Given twice, it makes one run; made up when absent. */
  readonly request?: string;
  /** Read each time the run needs them; only the path is kept. They come before the scheduler's own. */
  readonly secretsFile?: string;
  readonly configFile?: string;
}

export interface Submitted {
  readonly run: string;
  readonly number: number;
}

export interface LogRequest {
  readonly run: string;
  /** Key of the task. */
  readonly task: string;
  /** Default: the last. */
  readonly attempt?: number;
  /** Byte to begin with. */
  readonly offset?: number;
  /** Or the line, 0-based. */
  readonly line?: number;
  readonly lines?: number;
  /** Go on until the task has ended. */
  readonly follow?: boolean;
}

export interface ArtifactListing extends ArtifactEntry {
  readonly run: string;
  /** Key of the task that made it. */
  readonly task: string;
  /** The named set that it belongs to; otherwise the task kept it as its artifact. */
  readonly set?: string;
  readonly downloads: number;
}

/** A named set that a task of a run has saved; of several attempts the latest. */
export interface SetListing {
  readonly name: string;
  /** In the store. */
  readonly key: string;
  readonly task: string;
  readonly attempt: number;
  /** RFC 3339, UTC. */
  readonly savedAt: string;
  readonly files: readonly ArtifactListing[];
}

/** An artifact of a run; `task` where several tasks have one of the name. */
export interface ArtifactName {
  readonly run: string;
  readonly name: string;
  readonly task?: string;
}

/** What can be asked of a scheduler, in this process or in another one that holds the same directory. */
export interface Scheduler {
  /** Resolves when the run is durable; it may be queueing. */
  submit(submission: Submission): Promise<Submitted>;
  /** False where there was nothing to cancel. `force` stops the tasks of `finally` as well. */
  cancel(run: string, options?: { readonly by?: string; readonly force?: boolean }): Promise<boolean>;
  /** A new run that takes over what succeeded; with `from`, that task and all after it run again. */
  rerun(
    run: string,
    options?: {
      readonly from?: string;
      readonly by?: string;
      readonly secretsFile?: string;
      /** As in a submission. */
      readonly request?: string;
    },
  ): Promise<Submitted>;
  /** Lets a suspended task that waits for a callback go on; false where none waits. */
  callback(run: string, task: string): Promise<boolean>;
  /** Removes an ended run with logs, artifacts and workspace; false where there is none. */
  delete(run: string): Promise<boolean>;
  get(run: string): Promise<RunView | undefined>;
  /** Newest first. */
  list(filter?: RunFilter): Promise<readonly RunSummary[]>;
  /** A snapshot, then every change until the run has ended. */
  events(run: string): AsyncIterable<RunChange>;
  logs(request: LogRequest): AsyncIterable<LogChunk>;
  artifacts(run: string): Promise<readonly ArtifactListing[]>;
  /** The bytes of an artifact, and one download more; nothing where there is none. */
  download(artifact: ArtifactName): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** The named sets that a run has saved and that are still there, by name. */
  artifactSets(run: string): Promise<readonly SetListing[]>;
  /** Puts them below a directory, all of a pack or nothing of it; each has one download more. */
  restore(files: readonly ArtifactListing[], directory: string): Promise<void>;
  /** Removes them; one of a set takes its whole set along. */
  removeArtifacts(files: readonly ArtifactListing[]): Promise<void>;
  /** What an attempt of the task would be started with, secrets included: for a shell in its place. */
  describe(run: string, task: string): Promise<StartRequest>;
  /** Lets go and closes the executors; what runs goes on and is adopted by the next holder. */
  close(): Promise<void>;
}
