/** What can start a run. */
export type EventKind = 'push' | 'tag' | 'pull-request' | 'image-push' | 'schedule' | 'manual';

/** How far what an event brings may be trusted, lowest first: decides secrets and caches. */
export type Trust = 'fork' | 'branch' | 'default-branch' | 'release';

export interface Person {
  readonly name?: string;
  readonly email?: string;
  readonly login?: string;
}

export interface Repository {
  /** `owner/name`. */
  readonly fullName: string;
  readonly cloneUrl: string;
  readonly sshUrl?: string;
  readonly webUrl?: string;
  readonly defaultBranch?: string;
  readonly private?: boolean;
}

export interface Commit {
  /** Full hexadecimal object id. */
  readonly id: string;
  readonly message?: string;
  readonly author?: Person;
  /** RFC 3339. */
  readonly time?: string;
  readonly url?: string;
}

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** The source is in another repository. */
  readonly fork: boolean;
  readonly head: string;
  readonly base?: string;
  readonly headCloneUrl?: string;
  readonly url?: string;
}

/** The fields common to all sources; what a source does not know is absent. */
export interface EventData {
  readonly kind: EventKind;
  readonly actor?: Person;
  readonly repository?: Repository;
  /** Full ref: `refs/heads/…`, `refs/tags/…`. */
  readonly ref?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly commit?: Commit;
  /** Object id before a push; absent for a new branch. */
  readonly before?: string;
  readonly commits?: readonly Commit[];
  readonly changedPaths?: readonly string[];
  readonly pullRequest?: PullRequest;
  /** Pushed image: `registry/project/name`, tag, digest. */
  readonly image?: { readonly name: string; readonly tag?: string; readonly digest?: string };
  readonly schedule?: { readonly cron: string; readonly zone: string; readonly tick: string };
  /** Values given by hand. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly trust: Trust;
  /** Dotted paths (below `data`) of the fields whose text an outsider may have chosen. */
  readonly untrusted: readonly string[];
  /** The source's own payload, as it came. */
  readonly raw?: unknown;
}

/** CloudEvents 1.0 in JSON, structured mode: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
export interface StepyardEvent {
  readonly specversion: '1.0';
  readonly id: string;
  /** URI reference of the forge and repository, or of who started it. */
  readonly source: string;
  /** `dev.stepyard.<kind>.v1` */
  readonly type: string;
  /** RFC 3339. */
  readonly time: string;
  readonly subject?: string;
  readonly datacontenttype: 'application/json';
  readonly data: EventData;
}
