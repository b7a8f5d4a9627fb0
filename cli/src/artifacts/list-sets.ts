import { withReader } from '../data/open.ts';
import { print, printJson } from '../output.ts';
import { notFound } from '../runs/not-found.ts';
import type { Settings } from '../settings.ts';
import { shownName } from '../show/harmless.ts';
import { bytes, time } from '../show/style.ts';
import { table } from '../show/table.ts';
import { sizeOf } from './rows.ts';

/** Prints the named sets that a run has saved. */
export async function listSets(run: string, settings: Settings): Promise<void> {
  const sets = await withReader(settings, async (scheduler) => {
    if (!(await scheduler.get(run))) notFound(run);
    return scheduler.artifactSets(run);
  });
  if (settings.json) return printJson(sets);
  if (sets.length === 0) return print(`${run} saved no set.`);
  const rows = sets.map(({ name, savedAt, files, task }) => [
    shownName(name),
    time(Date.parse(savedAt)),
    files.length.toLocaleString('en'),
    bytes(sizeOf(files)),
    String(files.reduce((sum, { downloads }) => sum + downloads, 0)),
    task,
  ]);
  await print(table(['SET', 'SAVED', 'FILES', 'SIZE', 'DOWNLOADS', 'TASK'], rows));
}
