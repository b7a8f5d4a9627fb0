import { isDeepStrictEqual } from 'node:util';
import type { CacheEntry, CacheUse } from '@stepyard/engine';
import { withCaches } from '../data/open.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { bytes, time } from '../show/style.ts';
import { table } from '../show/table.ts';
import { type CacheChoice, filterOf } from './cache-filter.ts';

/** Prints kept content, most recently used first. */
export async function listCaches(choice: CacheChoice, settings: Settings): Promise<void> {
  const filter = filterOf(choice, settings);
  const [entries, uses] = await withCaches(settings, (store) =>
    Promise.all([store.list(filter), store.uses(filter)]),
  );
  const useOf = (entry: CacheEntry) => uses.find((use) => isUseOf(use, entry));
  if (settings.json) {
    return printJson(
      entries.map((entry) => {
        const { writes = 0, boundTo } = useOf(entry) ?? {};
        return { ...entry, writes, ...(boundTo && { boundTo }) };
      }),
    );
  }
  if (entries.length === 0) return print('Nothing is kept.');
  const rows = entries.map((entry) => [
    entry.template.startsWith('(') ? `${entry.cache} (volume)` : `${entry.template}/${entry.cache}`,
    'pipeline' in entry.space ? entry.space.pipeline : entry.space.path,
    entry.trust,
    bytes(entry.bytes),
    String(entry.files),
    String(entry.reads),
    String(useOf(entry)?.writes ?? 0),
    useOf(entry)?.boundTo?.task ?? 'unbound',
    time(entry.usedAt),
    entry.run,
  ]);
  await print(
    table(['CACHE', 'OF', 'TRUST', 'SIZE', 'FILES', 'READS', 'WRITES', 'TASK', 'USED', 'WRITTEN BY'], rows),
  );
}

function isUseOf(use: CacheUse, entry: CacheEntry): boolean {
  const names = ['project', 'template', 'cache'] as const;
  return names.every((name) => use[name] === entry[name]) && isDeepStrictEqual(use.space, entry.space);
}
