import { type Failure, type FailureCode, failures } from '@stepyard/contract';
import type { ExitRecord } from './records.ts';

/** Ends a start before anything of it has run; thrown by what makes it ready. */
export interface EarlyEnd extends Error {
  readonly ends: Pick<ExitRecord, 'status' | 'cause' | 'message' | 'result'>;
}

/** The image cannot be had. */
export function imageProblem(message: string): EarlyEnd {
  return Object.assign(new Error(message), { ends: { cause: 'IMAGE_PULL', message } as const });
}

/** It ends as if the step had said so itself. */
export function refused(code: FailureCode, message: string, hint: string): EarlyEnd {
  const failure: Failure = { class: failures[code].class, code, message, hint };
  const now = new Date().toISOString();
  const result = { contract: 1, status: 'failed', failure, startedAt: now, finishedAt: now };
  const rule = failures[code];
  const status = 'exit' in rule && typeof rule.exit === 'number' ? rule.exit : 1;
  return Object.assign(new Error(message), { ends: { status, result: JSON.stringify(result) } });
}

/** It was cancelled before it began. */
export function stoppedEarly(): EarlyEnd {
  return Object.assign(new Error('cancelled'), { ends: { status: 143 } });
}

export function isEarlyEnd(error: unknown): error is EarlyEnd {
  return error instanceof Error && 'ends' in error;
}
