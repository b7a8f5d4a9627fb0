import { withReader } from '../data/open.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { shownName } from '../show/harmless.ts';
import { bytes, time } from '../show/style.ts';
import { table } from '../show/table.ts';
import { chosenArtifacts } from './chosen-artifacts.ts';

/** Prints what a run kept. */
export async function listArtifacts(run: string, settings: Settings): Promise<void> {
  const found = await withReader(settings, (scheduler) => chosenArtifacts(scheduler, { run, names: [] }));
  if (settings.json) return printJson(found);
  if (found.length === 0) return print(`${run} kept nothing.`);
  const rows = found.map(({ name, updatedAt, size, downloads, sha256, task }) => [
    shownName(name),
    time(Date.parse(updatedAt)),
    bytes(size),
    String(downloads),
    sha256.slice(0, 12),
    task,
  ]);
  await print(table(['NAME', 'UPDATED', 'SIZE', 'DOWNLOADS', 'SHA-256', 'TASK'], rows));
}
