import { withReader } from '../data/open.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { shownName } from '../show/harmless.ts';
import { bytes, time } from '../show/style.ts';
import { table } from '../show/table.ts';
import { type Choice, chosenArtifacts } from './chosen-artifacts.ts';
import { type Row, rowName, sizeOf, toRows } from './rows.ts';

/** Prints what a run kept; large directories as one line, unless they are named. */
export async function listArtifacts(choice: Choice, settings: Settings): Promise<void> {
  const { run, names, set } = choice;
  const found = await withReader(settings, (scheduler) => chosenArtifacts(scheduler, choice));
  if (settings.json) return printJson(found);
  if (found.length === 0)
    return print(`${set === undefined ? run : `The set ${set} of ${run}`} kept nothing.`);
  const rows = toRows(found, names.length === 0 ? undefined : Number.POSITIVE_INFINITY);
  await print(table(['NAME', 'UPDATED', 'SIZE', 'DOWNLOADS', 'SHA-256', 'TASK'], rows.map(cells)));
  const closed = rows.find(({ name }) => name.endsWith('/'));
  if (closed === undefined) return;
  const named = set === undefined ? run : `${run} --set ${set}`;
  await print(`\nName a directory to see its files: stepyard artifacts list ${named} ${quoted(closed.name)}`);
}

function cells(row: Row): readonly string[] {
  const { name, files, task } = row;
  const updated = Math.max(...files.map(({ updatedAt }) => Date.parse(updatedAt)));
  const downloads = files.reduce((sum, file) => sum + file.downloads, 0);
  const digest = name.endsWith('/') ? '' : (files[0]?.sha256.slice(0, 12) ?? '');
  return [rowName(row, shownName), time(updated), bytes(sizeOf(files)), String(downloads), digest, task];
}

/** For a shell. */
function quoted(name: string): string {
  return /^[\w./@-]+$/.test(name) ? name : `'${shownName(name).replaceAll("'", "'\\''")}'`;
}
