import { rm } from 'node:fs/promises';
import { glob } from 'tinyglobby';

/** Removes what Maven notes of files that it did not find: it would not ask again for a day, in no later run. */
export async function forgetMisses(repository: string): Promise<void> {
  const notes = await glob('**/*.lastUpdated', {
    cwd: repository,
    absolute: true,
    followSymbolicLinks: false,
  });
  await Promise.all(notes.map((note) => rm(note, { force: true })));
}
