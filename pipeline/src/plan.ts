import type { Problem } from '@stepyard/catalog';

/** A text with at least one `${{ … }}`, kept as written; evaluated when the task starts. */
export interface Expression {
  readonly expression: string;
}

/** A value as authored: expressions stand in it as `{ expression }`, wherever a value may stand. */
export type Authored = null | boolean | number | string | Expression | readonly Authored[] | AuthoredObject;
export interface AuthoredObject {
  readonly [key: string]: Authored;
}

/** A limit on what runs at once in a stage or a pipeline. */
export interface Scope {
  /** Millicores that the tasks running at once may request together. */
  readonly cpu?: number;
  readonly tasks?: number;
}

/** A cache setting; the nearest of task, stage and pipeline wins whole. */
export interface CacheSetting {
  readonly enabled: boolean;
  /** Below the cache root of the project; absent: the pipeline's own. */
  readonly path?: string;
  /** Besides the caches of the template. */
  readonly mounts?: readonly CacheMount[];
}

/** A cache volume of the project at a path of its own. */
export interface CacheMount {
  readonly volume: string;
  /** An exclusive one has one task at a time. */
  readonly kind: 'exclusive' | 'shared';
  /** Absolute directory in the container. */
  readonly path: string;
}

export interface Matrix {
  /** Lists by name; their product is run. An expression stands for a list that an earlier task gives. */
  readonly values: Readonly<Record<string, readonly Authored[] | Expression>>;
  readonly maxParallel?: number;
  /** Combinations left out: those that have all of these values. */
  readonly exclude?: readonly Readonly<Record<string, Authored>>[];
}

export interface KeepArtifact {
  readonly path: string;
  readonly type?: 'file' | 'junit' | 'sbom' | 'image' | 'chart';
  readonly when?: 'success' | 'failure' | 'always';
}

export interface TraitUse {
  readonly trait: string;
  readonly with: AuthoredObject;
}

export interface PlanService {
  readonly name: string;
  readonly image: string;
  readonly env: Readonly<Record<string, Authored>>;
  readonly ports: readonly number[];
}

export interface PlanTask {
  /** DNS label of at most 30 characters, unique in the pipeline. */
  readonly id: string;
  readonly title: string;
  /** Name of its stage; `finally` tasks have none. */
  readonly stage: string | undefined;
  readonly template: string;
  /** The version that was chosen for what the author wrote. */
  readonly version: string;
  readonly with: AuthoredObject;
  /** Ids of the tasks that must have ended before: as written, and by order in a sequential stage. */
  readonly needs: readonly string[];
  readonly when: Expression | undefined;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly allowFailure: boolean;
  readonly env: Readonly<Record<string, Authored>>;
  readonly cache: CacheSetting;
  readonly artifacts: readonly KeepArtifact[];
  /** Below the workspace. */
  readonly workdir: string | undefined;
  /** The workspace holds the pipeline's source before the task starts. */
  readonly source: boolean;
  /** Millicores it counts for in a scope. */
  readonly cpu: number;
  readonly resources: AuthoredObject | undefined;
  readonly image: string | undefined;
  readonly services: readonly PlanService[];
  readonly traits: readonly TraitUse[];
  readonly matrix: Matrix | undefined;
  readonly environment: string | undefined;
  /** Config groups whose entries become variables, before those of `env`. */
  readonly config?: readonly string[];
  /** Connections that fill the inputs declared for their kind, where nothing is given. */
  readonly connections?: readonly string[];
  /** The task that it is a hook of. */
  readonly hook?: { readonly of: string; readonly when: 'before' | 'after' };
}

export interface PlanStage {
  readonly name: string;
  readonly title: string;
  readonly parallel: boolean;
  readonly scope: Scope | undefined;
  readonly tasks: readonly string[];
}

/** A pipeline that is valid against a catalog, ready to be run: nothing is left to look up but expressions. */
export interface Plan {
  readonly pipeline: string;
  readonly title: string;
  readonly stages: readonly PlanStage[];
  /** In the order of the file; tasks of stages first, then those of `finally`. */
  readonly tasks: readonly PlanTask[];
  readonly finally: readonly string[];
  readonly scope: Scope | undefined;
  readonly concurrency:
    | { readonly group: Expression | string; readonly cancelInProgress: boolean }
    | undefined;
  /** Inputs of the pipeline with the values that were given or defaulted. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly source: PlanSource | undefined;
  /** The environment that holds where a task names none. */
  readonly environment?: string;
}

/** Where the workspace's code comes from. */
export interface PlanSource {
  /** The task that fetches it, made of the catalog's template that provides `source`. */
  readonly task: string;
  /** Null where the event does not say it either. */
  readonly url: Authored;
  readonly ref: Authored;
  readonly credential: Authored | undefined;
}

/** A place in a YAML file, 1-based. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with a pipeline file. */
export interface PipelineProblem extends Omit<Problem, 'code'>, Position {
  /** Kebab-case name of the rule, for instance `unknown-template`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
}
