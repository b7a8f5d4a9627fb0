import type { Failure } from './failure.ts';

/** How a start of an attempt ended. */
export type ResultStatus = 'success' | 'warning' | 'failed' | 'aborted' | 'suspended';

/** `result.json` in `STEPYARD_OUT`: written atomically, once, as the last thing a step does. */
export interface Result {
  /** Version of the step contract. */
  readonly contract: 1;
  /** `name@version` of the template that wrote it. */
  readonly template?: string;
  readonly status: ResultStatus;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Present where the status is `failed` or `aborted`. */
  readonly failure?: Failure;
  /** Present where the status is `suspended`: when or by what the attempt is started again. */
  readonly wait?: ResultWait;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Milliseconds by named phase. */
  readonly timings?: Readonly<Record<string, number>>;
}

export interface ResultWait {
  /** RFC 3339, UTC: start again at this time, also when a callback is awaited. */
  readonly until: string;
  readonly callback?: true;
  /** Something was started outside: where the wait is cancelled, the step is started once more to undo it. */
  readonly undo?: true;
  readonly reason: string;
}
