import { withReader, withScheduler } from '../data/open.ts';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import { isEnd } from '../run/ends.ts';
import type { Settings } from '../settings.ts';
import { notFound } from './not-found.ts';

/** Removes ended runs with logs, artifacts and workspace; all of them or none. */
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
      await scheduler.delete(run);
      if (!settings.json) await print(`${run} is deleted`);
    }
  });
  if (settings.json) await printJson({ deleted: names });
}
