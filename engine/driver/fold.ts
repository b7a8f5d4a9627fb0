import { next } from '../core/next.ts';
import type { RunState } from '../core/state.ts';
import type { RunRecord, SubmissionFacts } from '../store/store.ts';
import type { RunSummary } from '../store/summary.ts';
import { toSummary } from './to-view.ts';

/** A run as its journal says it is. */
export interface FoldedRun {
  readonly state: RunState;
  readonly facts: SubmissionFacts;
}

/** Takes the records of a run one by one. */
export interface Fold {
  take(record: RunRecord): void;
  /** Nothing before the first record. */
  result(): FoldedRun | undefined;
}

/** A fold that has taken nothing yet. */
export function createFold(): Fold {
  let state: RunState | undefined;
  let facts: SubmissionFacts | undefined;
  return {
    take(record) {
      if (record.type === 'created') facts = record.submission;
      state = next(state, record).state;
    },
    result: () => (state === undefined || facts === undefined ? undefined : { state, facts }),
  };
}

/** Makes the state of a run from its records. */
export function foldRun(records: readonly RunRecord[]): FoldedRun | undefined {
  const fold = createFold();
  for (const record of records) fold.take(record);
  return fold.result();
}

/** Makes what lists show of a run from its records. */
export function summarize(records: readonly RunRecord[]): RunSummary | undefined {
  const folded = foldRun(records);
  return folded && toSummary(folded.state);
}
