import type { TimerKind } from './event.ts';

interface ToStart {
  readonly task: string;
  readonly attempt: number;
  readonly start: number;
}

/** What the driver is to do once the event that led to it is durable. Each may be given again after a restart. */
export type Command =
  /** Evaluates `when` and the lists of `matrix`, and answers `evaluated` or `refused`. */
  | { readonly type: 'evaluate'; readonly task: string }
  /** Starts, or finds started, this attempt; answers `started`, then `ended`. */
  | (ToStart & { readonly type: 'start' })
  /** Stops it; `ended` follows. */
  | (ToStart & { readonly type: 'stop'; readonly why: 'timeout' | 'cancelled' })
  /** Answers with the `timer` event at the time. */
  | (ToStart & { readonly type: 'timer'; readonly timer: TimerKind; readonly at: number })
  /** The run has left its place in the queue: suspended as a whole, or ended. */
  | { readonly type: 'released' }
  /** The run goes on after it was suspended as a whole. */
  | { readonly type: 'retaken' }
  | { readonly type: 'finished' };
