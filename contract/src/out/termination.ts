import type { FailureCode } from '../failure.ts';
import type { ResultStatus, ResultWait } from '../result.ts';
import { readJson, schemaProblems } from './read-json.ts';
import { terminationSchema } from './schemas.ts';
import { mostBytes } from './termination-message.ts';

/** The short form of a result: what a Kubernetes termination message has room for. */
export interface ShortResult {
  readonly status: ResultStatus;
  readonly code?: FailureCode;
  readonly message?: string;
  readonly hint?: string;
  readonly wait?: ResultWait;
}

/** Reads a termination message; one that is not of ours is none. */
export function parseTerminationMessage(text: string): ShortResult | undefined {
  if (Buffer.byteLength(text) > mostBytes) return undefined;
  const { value, problems } = readJson('termination message', text);
  const wrong = [...problems, ...(problems.length === 0 ? schemaProblems('', value, terminationSchema) : [])];
  if (!isShortResult(value, wrong)) return undefined;
  const { status, code, message, hint, wait } = value;
  return {
    status,
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(hint !== undefined && { hint }),
    ...(wait !== undefined && {
      wait: {
        until: wait.until,
        reason: wait.reason,
        ...(wait.callback && { callback: true }),
        ...(wait.undo && { undo: true }),
      },
    }),
  };
}

function isShortResult(_value: unknown, problems: readonly string[]): _value is ShortResult {
  return problems.length === 0;
}
