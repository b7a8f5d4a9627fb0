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
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
