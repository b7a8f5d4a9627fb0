import { type Source, sourcesIn, sourceText } from '@stepyard/engine/catalog';
import { ownCatalog } from '../data/own-catalog.ts';
import { commandError } from '../failure.ts';
import type { Settings } from '../settings.ts';

/** The catalog file that commands change: the first that is given, else the one of the data directory. */
export function catalogFileOf({ catalogFiles: [first] }: Settings): string {
  if (first === undefined) throw new Error('There is always a catalog file.');
  return first;
}

/** Places in a catalog file of the source of this name, or of the source that a template is of. */
export async function findSources(given: string, settings: Settings): Promise<readonly number[]> {
  const file = catalogFileOf(settings);
  const sources = sourcesIn(file);
  const same = sources.flatMap((source, index) => (isNamed(source, given) ? [index] : []));
  if (same.length > 0) return same;
  const owner = (await ownCatalog(file, settings).templates()).find(
    ({ manifest }) => manifest.name === given,
  )?.source;
  const index = sources.findIndex(
    (source) => owner !== undefined && sourceText(source) === sourceText(owner),
  );
  if (index !== -1) return [index];
  throw commandError(
    `The catalog has no source and no template ${JSON.stringify(given)}.`,
    `It has the sources: ${sources.map(sourceText).join(', ')}.`,
  );
}

function isNamed(source: Source, given: string): boolean {
  return sourceText(source) === given || sourceText(source).replace(/^\.\//, '') === given.replace(/\/$/, '');
}
