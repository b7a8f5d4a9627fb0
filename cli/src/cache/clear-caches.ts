import { withCaches } from '../data/open.ts';
import type { Settings } from '../settings.ts';
import { type CacheChoice, filterOf } from './cache-filter.ts';
import { tellFreed } from './tell-freed.ts';

/** Drops all kept content that fits. */
export async function clearCaches(choice: CacheChoice, settings: Settings): Promise<void> {
  await tellFreed(await withCaches(settings, (store) => store.clear(filterOf(choice, settings))), settings);
}
