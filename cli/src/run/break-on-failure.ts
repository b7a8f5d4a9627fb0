import type { FailedAttempt, Scheduler } from '@stepyard/engine';
import { shellOf } from '../debug/shell.ts';
import { note } from '../output.ts';

/** Gives the terminal to something else for as long as that takes. */
type Aside = (work: () => Promise<void>) => Promise<void>;

/** Opens a shell where an attempt failed, before its files are given up; leaving the shell lets the run go on. */
export function breakOnFailure(
  aside: Aside,
): (attempt: FailedAttempt, scheduler: Scheduler) => Promise<void> {
  let before = Promise.resolve();
  // There is one terminal: who fails meanwhile waits for it.
  return (attempt, scheduler) => {
    before = before.catch(() => undefined).then(() => aside(() => open(attempt, scheduler)));
    return before;
  };
}

async function open({ run, task, failure }: FailedAttempt, scheduler: Scheduler): Promise<void> {
  note(`\n${task} of ${run} failed: ${failure.code}: ${failure.message}\n  ${failure.hint}`);
  if (process.stdin.isTTY !== true) return note('There is no terminal to open a shell in; the run goes on.');
  const request = await scheduler.describe(run, task);
  note(`A shell in ${request.workspace}; the run goes on when you leave it with \`exit\`.`);
  await shellOf(request);
}
