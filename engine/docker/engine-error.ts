/** The engine cannot be reached, or what it was asked for cannot be had. */
export interface EngineError extends Error {
  readonly code: 'ENGINE';
  readonly hint: string;
}

/** Makes an error with what to do about it. */
export function engineError(message: string, hint: string): EngineError {
  return Object.assign(new Error(message), { code: 'ENGINE', hint } as const);
}

export function isEngineError(error: unknown): error is EngineError {
  return error instanceof Error && 'code' in error && error.code === 'ENGINE';
}

/** HTTP status with which the engine answered; absent where it did not. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** What was asked for is not there. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** It is there already, or in a state in which this cannot be done. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409;
}

/** Gives what is there; nothing for what is not. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The engine's own words, without the HTTP around them. */
export function saidBy(error: unknown): string {
  if (error instanceof Error && 'json' in error && hasMessage(error.json)) return error.json.message;
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^\(HTTP code \d+\) [a-z ]+- /, '').trim();
}

function hasMessage(value: unknown): value is { message: string } {
  return (
    typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
  );
}
