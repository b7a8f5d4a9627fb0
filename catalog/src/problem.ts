/** The failures that a wrong set of inputs can have; the same codes as in the step contract. */
export type ProblemCode = 'INPUT_MISSING' | 'INPUT_INVALID' | 'INPUT_UNKNOWN';

/** One thing wrong with the values: name → rule → value, and what to do. Secret values never stand in it. */
export interface Problem {
  readonly code: ProblemCode;
  /** Where: input name, then field names, keys and indices. */
  readonly path: readonly (string | number)[];
  /** One sentence, for instance "`depth` must be an integer of at least 0, got \"one\"." */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}
