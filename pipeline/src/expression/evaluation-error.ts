/** Thrown inside of an evaluation, caught where it starts; it never leaves the package. */
export interface EvaluationError extends Error {
  readonly hint: string;
}

/** Makes the error with which an evaluation ends. */
export function evaluationError(message: string, hint: string): EvaluationError {
  return Object.assign(new Error(message), { hint });
}

/** Says whether an error is one that an evaluation ended with, and not a fault of ours. */
export function isEvaluationError(error: unknown): error is EvaluationError {
  return error instanceof Error && 'hint' in error;
}
