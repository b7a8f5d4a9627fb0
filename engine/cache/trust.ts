import type { Trust } from '@stepyard/events';

/** Lowest first. A run writes its own scope and reads that and those above it. */
export const trusts = ['fork', 'branch', 'default-branch', 'release'] as const satisfies readonly Trust[];

/** The scopes that a run may read, its own first. */
export function readableScopes(trust: Trust): readonly Trust[] {
  return trusts.slice(trusts.indexOf(trust));
}

export function isTrust(value: unknown): value is Trust {
  return trusts.some((trust) => trust === value);
}
