import { editCatalogFile, sourcesIn, sourceText } from '@stepyard/engine/catalog';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { catalogFileOf, findSources } from './sourced-templates.ts';

/** Takes a source out of the catalog file, by its name or by that of a template of it. */
export async function removeSource(given: string, settings: Settings): Promise<void> {
  const file = catalogFileOf(settings);
  const places = await findSources(given, settings);
  const removed = sourcesIn(file).filter((_, index) => places.includes(index));
  editCatalogFile(file, { remove: new Set(places) });
  if (settings.json) return printJson({ file, removed });
  await print(`Removed ${removed.map(sourceText).join(', ')}.`);
}
