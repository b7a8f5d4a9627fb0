import type { Result } from '@stepyard/contract';

/** How to start a template: what a catalog source says besides the manifest. */
export interface Start {
  /** Container image, by digest where known. */
  readonly image?: string;
  /** For `process`: the executable and its leading arguments; the step's own come by variables. */
  readonly command?: readonly string[];
}

/** Everything that one start of an attempt needs; the same for every executor. */
export interface StartRequest {
  /** `<run>-<task>-<attempt>[-s<n>]`: the identity. Starting a name twice starts nothing the second time. */
  readonly name: string;
  readonly project: string;
  readonly run: string;
  readonly start: Start;
  /** Variables without any secret. */
  readonly env: Readonly<Record<string, string>>;
  /** Secret values: a file each, named to the step by the variable that is the key (`INPUT_AUTH__TOKEN_FILE`). */
  readonly secretFiles: Readonly<Record<string, string>>;
  /** Secret values that the author bound to variables by name; masked like all others. */
  readonly secretEnv: Readonly<Record<string, string>>;
  /** All values to mask in whatever the step prints or writes, those of the two above included. */
  readonly mask: readonly string[];
  /** Files given as JSON: the variable that names it, and the content (event, task facts, state). */
  readonly files: Readonly<Record<string, string>>;
  /** Directory on the executor's machine that is the workspace of the run. */
  readonly workspace: string;
  /** Below the workspace. */
  readonly workdir: string | undefined;
  readonly caches: readonly MountedCache[];
  /** Directory that holds the claims of this task of the run. */
  readonly claims: string;
  /** Milliseconds between the request to stop and the kill. */
  readonly graceMs: number;
}

export interface MountedCache {
  /** As declared by the template. */
  readonly name: string;
  /** Directory on the executor's machine. */
  readonly path: string;
  /** A second, read-only directory with what is kept already; `STEPYARD_CACHE_<NAME>_BASE` names it to the step. */
  readonly base?: string;
}

/** How a start ended, as far as the executor can tell; the engine makes the outcome from it. */
export interface Exit {
  /** Exit status; absent where there is none (lost, killed by a signal). */
  readonly status?: number;
  readonly signal?: string;
  /** `result.json`, if it was written and is well formed. */
  readonly result?: Result;
  /** What only the executor knows. */
  readonly cause?: 'NODE_LOST' | 'OOM' | 'IMAGE_PULL' | 'EVICTED' | 'UNSCHEDULABLE';
  readonly message?: string;
  /** Directory with what the step wrote in `STEPYARD_OUT`. */
  readonly out: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Where it ran: host or node name. */
  readonly node: string;
}

/** A chunk of log as bytes, already masked; `offset` is where it starts in the attempt's log. */
export interface LogChunk {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Where attempts run. Every executor passes one shared suite. */
export interface Executor {
  readonly name: 'process' | 'docker' | 'kubernetes';
  /** What it can do; a plan that needs more is refused before anything starts. */
  readonly can: Readonly<Record<Ability, boolean>>;
  /** Starts, or finds started, the attempt of this name. Resolves when it is started durably. */
  start(request: StartRequest): Promise<void>;
  /** Resolves once with how it ended, also when it ended before, was adopted or was lost. */
  wait(name: string): Promise<Exit>;
  /** The attempt's log from an offset, following it until its end. */
  logs(name: string, offset?: number): AsyncIterable<LogChunk>;
  /** Asks it to stop, then kills it after its grace; returns at once; a second call does nothing. */
  cancel(name: string): Promise<void>;
  /** Names of what is known to have been started and not yet removed, running or ended. */
  adopt(): Promise<readonly string[]>;
  /** Removes all that the attempt left (files, containers); the log is gone too. */
  remove(name: string): Promise<void>;
  /** Lets go without stopping what runs. */
  close(): Promise<void>;
}

export type Ability = 'image' | 'services' | 'resources' | 'isolation';
