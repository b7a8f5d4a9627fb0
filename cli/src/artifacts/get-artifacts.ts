import { resolve } from 'node:path';
import { withReader } from '../data/open.ts';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { shownName } from '../show/harmless.ts';
import { bytes } from '../show/style.ts';
import { type Choice, chosenArtifacts } from './chosen-artifacts.ts';
import { pathBelow, saveArtifact } from './save-artifact.ts';

/** Writes artifacts to a directory; each counts as one download. */
export async function getArtifacts(
  choice: Choice & { readonly to: string },
  settings: Settings,
): Promise<void> {
  const { run } = choice;
  const directory = resolve(choice.to);
  const written: string[] = [];
  await withReader(settings, async (scheduler) => {
    const found = await chosenArtifacts(scheduler, choice);
    const paths = new Map<string, string>();
    for (const { name, task } of found) {
      const path = pathBelow(directory, name);
      const other = paths.get(path);
      if (other !== undefined) throw sameName(name, [other, task]);
      paths.set(path, task);
    }
    for (const { name, task, size } of found) {
      const content = await scheduler.download({ run, name, task });
      if (content === undefined) continue;
      const path = await saveArtifact(directory, name, content);
      written.push(path);
      if (!settings.json) await print(`${shownName(path)}  ${bytes(size)}`);
    }
  });
  if (settings.json) await printJson(written);
}

function sameName(name: string, tasks: readonly string[]) {
  return commandError(
    `The tasks ${tasks.join(' and ')} kept ${JSON.stringify(name)} both.`,
    'Name one of them with --task, and fetch the other to another directory.',
  );
}
