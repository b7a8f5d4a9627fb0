/** What stands about one named effect of a task of a run (docs/contract.md, clauses C). */
export interface ClaimEntry {
  readonly attempt: number;
  readonly start: number;
  readonly key: string;
  /** `refused`: it is certain that nothing was done. */
  readonly state: 'claimed' | 'done' | 'refused';
  /** What the effect gave, once it is done; a JSON value. */
  readonly result?: unknown;
}

/** The key by which an outside system is asked whether an effect was done: `<run>-<task>-<effect>`. */
export function claimKey(run: string, task: string, effect: string): string {
  return `${run}-${task}-${effect}`;
}
