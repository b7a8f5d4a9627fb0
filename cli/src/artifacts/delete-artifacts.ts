import { withReader } from '../data/open.ts';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { shownName } from '../show/harmless.ts';
import { type Choice, chosenArtifacts } from './chosen-artifacts.ts';
import { rowName, toRows } from './rows.ts';

/** Deletes artifacts of a run, or a set that it saved; the run stays. */
export async function deleteArtifacts(choice: Choice, settings: Settings): Promise<void> {
  const { names, set } = choice;
  if (set === undefined && names.length === 0)
    throw commandError(
      'What is to be deleted must be named.',
      "Name artifacts, a pattern ('**' for all), or --set NAME.",
    );
  if (set !== undefined && names.length > 0)
    throw commandError(
      'A set is deleted as a whole.',
      `Leave out ${names.map((name) => JSON.stringify(name)).join(', ')}.`,
    );
  const found = await withReader(settings, async (scheduler) => {
    const chosen = await chosenArtifacts(scheduler, choice);
    await scheduler.removeArtifacts(chosen);
    return chosen;
  });
  if (settings.json) return printJson({ deleted: found.map(({ name }) => name) });
  if (set !== undefined) return print(`The set ${set} is deleted`);
  for (const row of toRows(found)) await print(`${rowName(row, shownName)} is deleted`);
}
