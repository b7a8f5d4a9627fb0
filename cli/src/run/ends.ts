import type { RunView, State } from '@stepyard/engine';

const statuses: Partial<Record<State, number>> = {
  success: 0,
  warning: 0,
  failed: 1,
  skipped: 0,
  aborted: 143,
};

export function isEnd(state: State): boolean {
  return statuses[state] !== undefined;
}

/** What `stepyard run` ends with: 0 success or warning, 1 failed, 79 waiting for people, 143 aborted. */
export function exitStatusOf({ state }: RunView): number {
  return statuses[state] ?? 79;
}
