import { join, resolve } from 'node:path';
import type { ArtifactListing } from '@stepyard/engine';
import { withReader } from '../data/open.ts';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { shownName } from '../show/harmless.ts';
import { bytes } from '../show/style.ts';
import { type Choice, chosenArtifacts } from './chosen-artifacts.ts';
import { rowName, sizeOf, toRows } from './rows.ts';

/** Writes artifacts to a directory; each counts as one download. */
export async function getArtifacts(
  choice: Choice & { readonly to: string },
  settings: Settings,
): Promise<void> {
  const directory = resolve(choice.to);
  const found = await withReader(settings, async (scheduler) => {
    const chosen = await chosenArtifacts(scheduler, choice);
    assertDistinct(chosen);
    await scheduler.restore(chosen, directory);
    return chosen;
  });
  if (settings.json) return printJson(found.map(({ name }) => join(directory, name)));
  for (const row of toRows(found)) {
    const path = `${directory}/${row.name}`;
    await print(`${rowName({ ...row, name: path }, shownName)}  ${bytes(sizeOf(row.files))}`);
  }
}

function assertDistinct(found: readonly ArtifactListing[]): void {
  for (const [name, files] of Map.groupBy(found, (one) => one.name)) {
    if (files.length < 2) continue;
    throw commandError(
      `The tasks ${files.map(({ task }) => task).join(' and ')} kept ${JSON.stringify(name)} both.`,
      'Name one of them with --task, and fetch the other to another directory.',
    );
  }
}
