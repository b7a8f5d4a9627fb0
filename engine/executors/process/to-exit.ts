import type { Result } from '@stepyard/contract';
import type { Exit } from '../executor.ts';
import type { AttemptPaths } from './attempt-directory.ts';
import type { ExitRecord } from './records.ts';

/** What an executor reports, from what was written down. */
export function toExit(record: ExitRecord, paths: AttemptPaths): Exit {
  const { result: text, ...rest } = record;
  const result = text === undefined ? undefined : parse(text);
  return { ...rest, ...(result !== undefined && { result }), out: paths.out };
}

function parse(text: string): Result | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isResult(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const statuses = ['success', 'warning', 'failed', 'aborted', 'suspended'];

function isResult(value: unknown): value is Result {
  if (typeof value !== 'object' || value === null) return false;
  const { contract, status, startedAt, finishedAt }: Record<string, unknown> = { ...value };
  const times = typeof startedAt === 'string' && typeof finishedAt === 'string';
  return contract === 1 && times && statuses.includes(String(status));
}
