import type { PipelineProblem, Position } from './plan.ts';

export interface ProblemParts {
  readonly at: Position;
  readonly rule: string;
  readonly message: string;
  readonly hint: string;
  readonly severity?: 'error' | 'warning';
  readonly path?: readonly (string | number)[];
}

/** Makes a problem of a pipeline file; an error unless said otherwise. */
export function problem(parts: ProblemParts): PipelineProblem {
  const { at, rule, message, hint, severity = 'error', path = [] } = parts;
  return { ...at, rule, severity, message, hint, path };
}
