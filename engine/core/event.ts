import type { Combination, Plan } from '@stepyard/pipeline';
import type {
  EndState,
  RanImage,
  RetryPolicy,
  SkipReason,
  TaskFailure,
  TaskProducts,
  TaskWait,
} from './state.ts';

/** A result that a re-run takes over from the run before it. */
export interface TakenOver {
  readonly from: string;
  readonly end: EndState;
  readonly skip?: SkipReason;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly products?: TaskProducts;
  /** The cells of a matrix, in order. */
  readonly instances?: readonly TakenOver[];
  readonly matrix?: Combination;
}

/** A run exists: the first event of every journal. */
export interface CreatedEvent {
  readonly type: 'created';
  readonly at: number;
  readonly run: string;
  readonly number: number;
  readonly project: string;
  readonly plan: Plan;
  readonly group?: string;
  readonly by?: string;
  readonly rerunOf?: string;
  readonly takeOver?: Readonly<Record<string, TakenOver>>;
  /** Ids of the tasks whose `when` asks how the tasks before have ended: it decides after a failure as well. */
  readonly tolerant?: readonly string[];
  readonly retry: RetryPolicy;
}

/** How one start of an attempt ended. */
export interface Outcome extends TaskProducts {
  readonly status: 'success' | 'warning' | 'failed' | 'aborted' | 'suspended';
  readonly failure?: TaskFailure;
  /** What the list of failures says about trying again. */
  readonly retried?: 'no' | 'yes' | 'once';
  readonly wait?: TaskWait;
  readonly node?: string;
  readonly image?: RanImage;
}

interface OfStart {
  readonly at: number;
  readonly task: string;
  readonly attempt: number;
  readonly start: number;
}

/** What can happen to a run; the journal is a list of these. `at` is unix milliseconds. */
export type RunEvent =
  | CreatedEvent
  | { readonly type: 'admitted'; readonly at: number }
  | {
      readonly type: 'evaluated';
      readonly at: number;
      readonly task: string;
      readonly when: boolean;
      readonly matrix?: readonly Combination[];
    }
  | {
      readonly type: 'refused';
      readonly at: number;
      readonly task: string;
      readonly failure: TaskFailure;
    }
  | (OfStart & { readonly type: 'started'; readonly node?: string })
  | (OfStart & { readonly type: 'ended'; readonly outcome: Outcome })
  | (OfStart & { readonly type: 'timer'; readonly timer: TimerKind })
  | { readonly type: 'callback'; readonly at: number; readonly task: string }
  | {
      readonly type: 'cancelled';
      readonly at: number;
      readonly by?: string;
      /** Stops the tasks of `finally` as well. */
      readonly force?: true;
    };

export type TimerKind = 'timeout' | 'retry' | 'resume';
