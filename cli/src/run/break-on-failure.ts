import type { FailedAttempt, Scheduler } from '@stepyard/engine';
import { shellOf } from '../debug/shell.ts';
import { note } from '../output.ts';

/** Opens a shell where an attempt failed, before its files are given up; leaving the shell lets the run go on. */
export async function breakOnFailure(
  { run, task, failure }: FailedAttempt,
  scheduler: Scheduler,
): Promise<void> {
  note(`\n${task} of ${run} failed: ${failure.code}: ${failure.message}\n  ${failure.hint}`);
  if (process.stdin.isTTY !== true) return note('there is no terminal to open a shell in; the run goes on');
  const request = await scheduler.describe(run, task);
  note(`a shell in ${request.workspace}; the run goes on when you leave it`);
  await shellOf(request);
}
