import type { LiveRun } from './live-run.ts';

/**
 * Adds values to those that are masked in what the tasks of a run print and leave, and gives them all: the
 * secrets of other tasks too, since they may stand in files of the workspace.
 */
export async function learnSecrets(live: LiveRun, own: readonly string[] = []): Promise<readonly string[]> {
  const { secretNames, masks, masker, secrets } = live;
  const all = secretNames.length === 0 ? [] : (await secrets.get(secretNames)).values();
  for (const value of [...own, ...all]) {
    if (value === '' || masks.has(value)) continue;
    masks.add(value);
    masker.add(value);
  }
  return [...masks];
}
