import { withReader } from '../data/open.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { shownName } from '../show/harmless.ts';
import { type Choice, chosenArtifacts } from './chosen-artifacts.ts';

/** Deletes artifacts of a run; the run stays. */
export async function deleteArtifacts(choice: Choice, settings: Settings): Promise<void> {
  const { run } = choice;
  const deleted: string[] = [];
  await withReader(settings, async (scheduler) => {
    for (const { name, task } of await chosenArtifacts(scheduler, choice)) {
      await scheduler.removeArtifact({ run, name, task });
      deleted.push(name);
      if (!settings.json) await print(`${shownName(name)} is deleted`);
    }
  });
  if (settings.json) await printJson({ deleted });
}
