import type { CatalogEntry, CatalogSource } from '../config/sources.ts';

/** Finds templates by name and version; the source is asked once, and again for one that was not there. */
export function templateIndex(
  source: CatalogSource,
): (name: string, version: string) => Promise<CatalogEntry | undefined> {
  let known: Promise<ReadonlyMap<string, CatalogEntry>> | undefined;
  const read = async () =>
    new Map(
      (await source.templates()).map((entry) => [`${entry.manifest.name}@${entry.manifest.version}`, entry]),
    );
  return async (name, version) => {
    const key = `${name}@${version}`;
    known ??= read();
    const found = (await known).get(key);
    if (found !== undefined) return found;
    known = read();
    return (await known).get(key);
  };
}
