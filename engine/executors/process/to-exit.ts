import { parseResult } from '@stepyard/contract/out';
import type { Exit } from '../executor.ts';
import type { AttemptPaths } from './attempt-directory.ts';
import type { ExitRecord } from './records.ts';

/** What an executor reports, from what was written down. A result that breaks a rule is none. */
export function toExit(record: ExitRecord, paths: AttemptPaths): Exit {
  const { result: text, ...rest } = record;
  const { value, problems } = text === undefined ? { problems: [] } : parseResult(text);
  const message = rest.message ?? problems[0];
  return {
    ...rest,
    ...(message !== undefined && { message }),
    ...(value !== undefined && { result: value }),
    out: paths.out,
  };
}
