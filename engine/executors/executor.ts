import type { ArtifactPattern, Result } from '@stepyard/contract';

/** How to start a template: what a catalog source says besides the manifest. */
export interface Start {
  /** Container image, by digest where known. */
  readonly image?: string;
  /** For `process`: the executable and its leading arguments; the step's own come by variables. */
  readonly command?: readonly string[];
  /** What runs in an image that is not the template's own, but one that the author has named. */
  readonly program?: Program;
}

/** A program of an image that knows nothing of templates: files and exit status are all that it gives. */
export interface Program {
  readonly command: readonly string[];
  /** Files that the command names, by name, in the directory of what the step is given. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variable that names the directory in which each output is a file. */
  readonly outputs?: string;
}

/** A container beside a task, reached by its name; it ends with the task. */
export interface ServiceRequest {
  readonly name: string;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secretEnv: Readonly<Record<string, string>>;
  /** The task begins when it listens on all of these. */
  readonly ports: readonly number[];
}

/** Kubernetes quantities. */
export interface ResourceLimits {
  readonly requests?: { readonly cpu?: string; readonly memory?: string };
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
}

/** What is to be kept of a task, for executors whose steps do not reach the store. */
export interface ArtifactsWanted {
  /** The store's directory on the scheduler's machine. */
  readonly directory: string;
  /** Where the task's own go: `<project>/<run>/<task>`. */
  readonly prefix: string;
  /** Patterns of the author, for an image that cannot keep artifacts itself. */
  readonly keep: readonly ArtifactPattern[];
  /** The step asks the store for what others have kept. */
  readonly reads?: true;
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
  readonly services?: readonly ServiceRequest[];
  readonly resources?: ResourceLimits;
  readonly artifacts?: ArtifactsWanted;
  /** Directories of the scheduler's machine that the step finds, read-only, by the same names. */
  readonly directories?: readonly string[];
}

export interface MountedCache {
  /** As declared by the template. */
  readonly name: string;
  /** Directory on the executor's machine. */
  readonly path: string;
  /** A second, read-only directory with what is kept already; `STEPYARD_CACHE_<NAME>_BASE` names it to the step. */
  readonly base?: string;
  /** What is to be mounted at `path` for the step alone. Where that fails the step has an empty directory there. */
  readonly overlay?: OverlayMount;
  /** Volume of the engine that is mounted in place of `path`; likewise for `base`. */
  readonly volume?: string;
  readonly baseVolume?: string;
  /** Directory in a container, where the author has chosen one. */
  readonly at?: string;
}

/**
 * An overlay of the kernel, with attributes in the `user` name space (`userxattr`), so that users may make it too.
 * All names but `hide` are below `directory`, and no name has a character that separates options.
 */
export interface OverlayMount {
  readonly directory: string;
  /** Read-only layers, the topmost first; never none. */
  readonly lower: readonly string[];
  /** Gets what the step writes. */
  readonly upper: string;
  readonly work: string;
  /** Directories that the step must not see, where it would see files of this machine. */
  readonly hide: readonly string[];
}

/** The options of such a mount, for names below a directory; without one they are relative. */
export function overlayOptions({ lower, upper, work }: OverlayMount, directory = ''): string {
  const at = (name: string) => (directory === '' ? name : `${directory}/${name}`);
  const beneath = lower.map(at).join(':');
  return `lowerdir=${beneath},upperdir=${at(upper)},workdir=${at(work)},userxattr`;
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
  /** What ran, where images do. */
  readonly image?: { readonly name: string; readonly digest: string };
  /** It ran in an image that is no template's: its exit status means nothing but success or failure. */
  readonly foreign?: true;
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
  /**
   * Values to mask in the output of an attempt that an earlier scheduler has started; said before `wait` and `logs`,
   * for executors that keep no secrets themselves.
   */
  hide?(name: string, values: readonly string[]): void;
  /** What the tasks of a run share, for executors that do not use the directory of the request itself. */
  readonly shared?: SharedPlaces;
  /** What the names of templates' images start with, where steps are containers. */
  readonly images?: string;
  /** Where steps find the store of artifacts, if not where the scheduler does: a `file:` URL. */
  readonly artifactStore?: string;
  /** Lets go without stopping what runs. */
  close(): Promise<void>;
}

/** The workspaces of runs where an executor keeps them. */
export interface SharedPlaces {
  /** Makes that of a run, once; it begins with the files of the directory, or of an earlier run's workspace. */
  open(run: string, begin: { readonly directory: string; readonly of?: string }): Promise<void>;
  /**
   * SHA-256 of files below a directory of the workspace, by path: for each list of patterns those that it names, as
   * caches are told apart by them.
   */
  digests?(
    run: string,
    below: string,
    patterns: readonly (readonly string[])[],
  ): Promise<readonly ReadonlyMap<string, string>[]>;
  /** The run has ended: what is not the workspace goes, and that too unless it is to be kept. */
  end(run: string, keep: { readonly workspace: boolean }): Promise<void>;
}

export type Ability = 'image' | 'services' | 'resources' | 'isolation';
