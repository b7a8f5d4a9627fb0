import { readdir, readFile } from 'node:fs/promises';
import { dataLayout } from './data-layout.ts';

/** The runs of a data directory in whose journals a text stands: what only these need may go with them. */
export async function runsNaming(dataDir: string, text: string): Promise<readonly string[]> {
  const layout = dataLayout(dataDir);
  const runs = await readdir(layout.runs).catch(() => []);
  const named = await Promise.all(
    runs.map(async (run) => {
      const journal = await readFile(layout.journal(run)).catch(() => undefined);
      return journal?.includes(text) === true;
    }),
  );
  return runs.filter((_, index) => named[index]);
}
