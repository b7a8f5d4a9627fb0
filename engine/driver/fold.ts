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

/** Makes the state of a run from its records. */
export function foldRun(records: readonly RunRecord[]): FoldedRun | undefined {
  const [first] = records;
  if (first?.type !== 'created') return undefined;
  let state: RunState | undefined;
  for (const record of records) state = next(state, record).state;
  return state && { state, facts: first.submission };
}

/** Makes what lists show of a run from its records. */
export function summarize(records: readonly RunRecord[]): RunSummary | undefined {
  const folded = foldRun(records);
  return folded && toSummary(folded.state);
}
