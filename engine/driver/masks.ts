import type { TaskFailure } from '../core/state.ts';
import { connectionSecrets } from './connections.ts';
import type { LiveRun } from './live-run.ts';
import { secretNamesOf } from './named-values.ts';

/**
 * Adds values to those that are masked in what the tasks of a run print and leave, and gives them all: those of
 * tasks that ran before stay, since they may stand in files of the workspace.
 */
export async function learnSecrets(live: LiveRun, own: readonly string[] = []): Promise<readonly string[]> {
  live.earlierSecrets ??= learnEarlier(live);
  await live.earlierSecrets;
  add(live, own);
  return [...live.masks];
}

/** What an earlier scheduler, or the run that this one takes results over from, has given to tasks. */
async function learnEarlier(live: LiveRun): Promise<void> {
  const begun = live.state.tasks.filter(({ attempts, taken }) => attempts.length > 0 || taken !== undefined);
  const plans = begun.map(({ plan }) => plan);
  const names = [...secretNamesOf(plans), ...(await connectionSecrets(plans, live.config))];
  if (names.length > 0) add(live, (await live.secrets.get(names)).values());
}

function add({ masks, masker }: LiveRun, values: Iterable<string>): void {
  for (const value of values) {
    if (value === '' || masks.has(value)) continue;
    masks.add(value);
    masker.add(value);
  }
}

/** A failure as the journal may keep it. */
export function maskFailure(failure: TaskFailure, { masker }: LiveRun): TaskFailure {
  return { ...failure, message: masker.mask(failure.message), hint: masker.mask(failure.hint) };
}
