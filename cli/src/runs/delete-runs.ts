import { withReader, withScheduler } from '../data/open.ts';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import { isEnd } from '../run/ends.ts';
import type { Settings } from '../settings.ts';
import { ownSnapshots } from '../source/source-directory.ts';
import { notFound } from './not-found.ts';

/** Removes ended runs with logs, artifacts, workspace and the copy of the work tree that was taken for them; all of them or none. */
export async function deleteRuns(names: readonly string[], settings: Settings): Promise<void> {
  await withReader(settings, async (scheduler) => {
    for (const run of names) {
      const { state } = (await scheduler.get(run)) ?? notFound(run);
      if (!isEnd(state)) {
        throw commandError(`The run ${run} has not ended.`, `Stop it first: stepyard runs cancel ${run}`, 1);
      }
    }
  });
  await withScheduler(settings, async ({ scheduler }) => {
    for (const run of names) {
      const removeSnapshots = await ownSnapshots(settings.data, run);
      await scheduler.delete(run);
      removeSnapshots();
      if (!settings.json) await print(`${run} is deleted`);
    }
  });
  if (settings.json) await printJson({ deleted: names });
}
