/** A file of secrets or configuration that cannot be used. */
export interface SourceError extends Error {
  readonly code: 'CONFIG_REFUSED';
  readonly hint: string;
}

/** Makes the error: what is wrong in one sentence, and what to do. */
export function sourceError(message: string, hint: string): SourceError {
  return Object.assign(new Error(message), { code: 'CONFIG_REFUSED' as const, hint });
}

/** Says whether an error is that a file of secrets or configuration cannot be used. */
export function isSourceError(error: unknown): error is SourceError {
  return error instanceof Error && 'code' in error && error.code === 'CONFIG_REFUSED';
}
