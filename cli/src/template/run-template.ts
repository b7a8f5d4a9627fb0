import { commandError } from '../failure.ts';
import { runInPlace } from '../step/run-in-place.ts';
import { prepare } from './prepare.ts';
import { readFolder } from './read-folder.ts';

/** Starts the template of a folder in this directory; gives its exit status. */
export async function runTemplate(given: string, flags: readonly string[]): Promise<number> {
  const { folder, command } = await readFolder(given);
  if (command.length === 0) await prepare(folder, { quiet: true });
  const [executable, ...args] = command.length > 0 ? command : (await readFolder(given)).command;
  if (executable !== undefined) return runInPlace(executable, [...args, ...flags]);
  throw commandError(
    `${given} has nothing that can be started.`,
    'Add a main.js, main.ts, main.py, main.sh or an executable main.',
  );
}
