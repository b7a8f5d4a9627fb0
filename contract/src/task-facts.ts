/** `STEPYARD_TASK`: what a step may know about where it runs. Holds no secret. */
export interface TaskFacts {
  readonly contract: 1;
  readonly project: string;
  readonly pipeline: string;
  /** `<pipeline>-<n>` */
  readonly run: string;
  readonly stage: string;
  readonly task: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** 1, and one more for each resumption. */
  readonly start: number;
  /** `<run>-<task>-<attempt>`, `-s<n>` for a resumption. */
  readonly name: string;
  /** RFC 3339, UTC. */
  readonly deadline?: string;
  /** The platform starts a suspended step again; without it a step waits in place. */
  readonly suspendable?: true;
  /** The task was cancelled while it was suspended: this start undoes what it waits for, and nothing else. */
  readonly cancelled?: true;
  /** Milliseconds between the request to stop and the kill; default 10 s. */
  readonly graceMs?: number;
  /** Names of the variables that the author set for the task: the tools of the step see them. */
  readonly env?: readonly string[];
  /** Those of `env` whose values are secret: masked in all that the step prints or writes. */
  readonly secretEnv?: readonly string[];
  /** The event is of an untrusted source (a fork's pull request). */
  readonly untrusted?: true;
  /** Some task of the run is given a secret. */
  readonly secrets?: true;
  readonly links?: Readonly<Record<string, string>>;
  /** What to keep after the work, and where; collected by the runtime. */
  readonly artifacts?: ArtifactRequest;
}

export interface ArtifactRequest {
  /** `file:` URL of a directory or `s3://bucket/prefix`. */
  readonly store: string;
  readonly keep: readonly ArtifactPattern[];
}

export type ArtifactType = 'file' | 'junit' | 'sbom' | 'image' | 'chart';

export interface ArtifactPattern {
  /** Glob below the workspace; one that starts with `/app/` means the workspace on every executor. */
  readonly path: string;
  readonly type?: ArtifactType;
  /** `success` is the default. */
  readonly when?: 'success' | 'failure' | 'always';
}
