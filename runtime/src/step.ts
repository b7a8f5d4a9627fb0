import type { ArtifactType, StepError, TaskFacts } from '@stepyard/contract';
import type { ArtifactStore } from '@stepyard/contract/artifacts';
import type { StepyardEvent } from '@stepyard/events';
import type { Network } from './network.ts';

/** What the work of a template is given: typed inputs, and every effect it may have. */
export interface Step<Inputs> {
  readonly inputs: Inputs;
  /** The event that started the run; absent when a step is run by hand. */
  readonly event: StepyardEvent | undefined;
  readonly task: TaskFacts | undefined;
  /** Absolute path of the workspace, links resolved. */
  readonly workspace: string;
  /** Where tools run and relative paths start: the workspace, or the task's `workdir` below it. */
  readonly directory: string;
  /** The task was cancelled while it was suspended: `waitFor` undoes what it waits for, and nothing else is to be done. */
  readonly cancelled: boolean;
  /** Aborted on SIGTERM and on the deadline. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Proxies and certificates of the platform, for tools that do not read the variables that say so. */
  readonly network: Network;
  /**
   * A path below the workspace, from text that may come from outside; links out of it are not followed.
   * @throws StepError INPUT_INVALID naming `input` when it leads outside.
   */
  path(input: string, value: string): Promise<string>;
  /** Directory of a declared cache; without a platform a directory that lives as long as the step. */
  cache(name: string): Promise<string>;
  /** What the cache already holds, read-only, for tools that read caches in layers; absent where there is no such layer. */
  cacheBase(name: string): string | undefined;
  /**
   * The platform's artifact store, for a template with the permission `artifacts:read` or `artifacts:write`.
   * @throws StepError INPUT_MISSING where the step is told none.
   */
  artifactStore(): Promise<TaskStore>;
  /** A fresh private directory (0700), removed when the step ends. */
  temporary(): Promise<string>;
  /** Runs a tool by argument vector in a clean environment; its output is masked and logged. */
  exec(tool: string, args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Registers a value so that it is masked from now on in everything the step prints or writes. */
  mask(value: string): void;
  /** A text without the values that are secret. */
  masked(text: string): string;
  /** One line that says what the step does now. */
  status(text: string): void;
  /** `fraction` from 0 to 1. */
  progress(fraction: number, text?: string): void;
  /** Adds Markdown to the task's summary. */
  summary(markdown: string): void;
  annotate(annotation: Annotation): void;
  metric(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  /** Ends as `warning` instead of `success` if the work succeeds. */
  warn(text: string): void;
  /** Does an effect outside at most once over all attempts of the task. */
  claim<T>(effect: Effect<T>): Promise<T>;
  /**
   * Keeps a file that the step made as an artifact, however it ends, where the platform keeps any.
   * `path` is absolute, below the workspace.
   */
  keep(path: string, type?: ArtifactType): void;
  /**
   * Registers what is to be undone when the step ends, however it ends; the last one registered runs first.
   * Tools may still be run in it, inside the grace period. A failure in it is a line in the log.
   */
  onEnd(cleanup: (ending: StepEnding) => void | Promise<void>): void;
  /** Polls until `poll` gives a value: in place for up to a minute, then suspended where the platform resumes. */
  waitFor<T, S>(wait: WaitOptions<T, S>): Promise<T>;
}

/** The store, with the facts that keys in it are made of. */
export interface TaskStore extends ArtifactStore {
  readonly task: TaskFacts;
}

/** `suspended`: the step will be started again, so what it started elsewhere goes on. */
export type StepEnding = 'success' | 'failed' | 'cancelled' | 'suspended';

export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** A titled group of lines, folded by log viewers. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
}

export interface ExecOptions {
  readonly cwd?: string;
  /** Added to the clean environment (PATH, a private HOME, LANG, TMPDIR, TZ, proxies, certificates). */
  readonly env?: Readonly<Record<string, string>>;
  /** Variables of the step's own environment that this tool sees too: `JAVA_HOME`. */
  readonly inherit?: readonly string[];
  readonly stdin?: string | Uint8Array;
  /** Kept off the log; still in the result. */
  readonly quiet?: boolean;
  /** How the log shows the command; default: as it is run. */
  readonly shown?: string;
  /** Exit statuses that are no failure; default `[0]`. `any` never throws for a status. */
  readonly accept?: readonly number[] | 'any';
  readonly timeoutMs?: number;
  /** How failures call the command; default: the tool and its first word that is no option. */
  readonly name?: string;
  /** What to do about a failure; default: see the log. */
  readonly hint?: string;
  /** Makes a more telling failure of a status that is not accepted (UNREACHABLE, AUTH_FAILED); default TOOL_FAILED. */
  explain?(result: ExecResult): StepError | undefined;
  /** Bytes of stdout and stderr kept in the result (the end of them, whole lines); default 1 MiB. */
  readonly keep?: number;
  /** Called for each masked line as it comes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface ExecResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Only the end of stdout or stderr is here. */
  readonly truncated: boolean;
  readonly durationMs: number;
}

export interface Annotation {
  readonly level: 'notice' | 'warning' | 'error';
  readonly message: string;
  readonly title?: string;
  /** Below the workspace. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
}

export interface Effect<T> {
  /** Names the effect within the task: `publish`, `comment-KK-134`. */
  readonly name: string;
  /** Does it, marking it outside with the key where the system can carry one. */
  perform(key: string): Promise<T>;
  /** Asks the outside system whether an earlier attempt did it; absent: cannot be asked. */
  find?(key: string): Promise<T | undefined>;
}

export interface WaitOptions<T, S> {
  /** What is waited for; names the wait within the task. */
  readonly reason: string;
  /** What to remember over a suspension; a JSON value. */
  readonly state: S;
  /** Gives the value when the wait is over, `undefined` while it goes on. */
  poll(state: S): Promise<T | undefined>;
  /** Milliseconds between polls at first; grows by half up to `maxIntervalMs`. */
  readonly intervalMs: number;
  readonly maxIntervalMs: number;
  /** Milliseconds over all starts; past it the wait fails with TIMEOUT. */
  readonly deadlineMs: number;
  /** The outside system calls back: the platform may start the step again before the next poll is due. */
  readonly callback?: true;
  /**
   * Undoes what was started outside when the step is cancelled or the deadline passes. Where it is cancelled while
   * suspended, the step is started once more for that; a wait that is over by then is not undone.
   */
  cancel?(state: S): Promise<void>;
}
