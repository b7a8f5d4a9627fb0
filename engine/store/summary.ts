import type { State } from '../core/state.ts';

/** A run as lists show it. Times are unix milliseconds. */
export interface RunSummary {
  readonly run: string;
  readonly number: number;
  readonly project: string;
  readonly pipeline: string;
  readonly title: string;
  readonly state: State;
  readonly queuedAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly by?: string;
  readonly rerunOf?: string;
}

export interface RunFilter {
  readonly project?: string;
  readonly pipeline?: string;
  readonly states?: readonly State[];
  /** Queued before this time. */
  readonly before?: number;
  /** Default 50. */
  readonly limit?: number;
}
