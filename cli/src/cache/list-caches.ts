import { withCaches } from '../data/open.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { bytes, time } from '../show/style.ts';
import { table } from '../show/table.ts';
import { type CacheChoice, filterOf } from './cache-filter.ts';

/** Prints kept content, most recently used first. */
export async function listCaches(choice: CacheChoice, settings: Settings): Promise<void> {
  const entries = await withCaches(settings, (store) => store.list(filterOf(choice, settings)));
  if (settings.json) return printJson(entries);
  if (entries.length === 0) return print('Nothing is kept.');
  const rows = entries.map((entry) => [
    `${entry.template}/${entry.cache}`,
    'pipeline' in entry.space ? entry.space.pipeline : entry.space.path,
    entry.trust,
    bytes(entry.bytes),
    String(entry.files),
    String(entry.reads),
    time(entry.usedAt),
    entry.run,
  ]);
  await print(table(['CACHE', 'OF', 'TRUST', 'SIZE', 'FILES', 'READS', 'USED', 'WRITTEN BY'], rows));
}
