/** How much of a version a change costs, smallest first. */
export const bumps = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof bumps)[number];

/** One difference between two manifests. */
export interface Change {
  /** Dotted, for instance `inputs.depth.minimum`. */
  readonly path: string;
  /** What happened, as a sentence. */
  readonly what: string;
  readonly bump: Bump;
}

/** The largest of several. */
export function largest(changes: readonly Change[]): Bump {
  return bumps[Math.max(0, ...changes.map(({ bump }) => bumps.indexOf(bump)))] ?? 'none';
}
