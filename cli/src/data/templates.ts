import { resolve } from 'node:path';
import { type Catalog, loadCatalog } from '@stepyard/catalog';
import builtIn from '@stepyard/catalog/generated/catalog.json' with { type: 'json' };
import { type CatalogEntry, type CatalogSource, folderCatalog } from '@stepyard/engine';
import type { ExecutorAbilities } from '@stepyard/pipeline';
import { commandError } from '../failure.ts';
import type { Settings } from '../settings.ts';

/** The templates of all catalog folders, and how each is started. */
export function catalogSource({ catalogs }: Settings): CatalogSource {
  return folderCatalog(catalogs, resolve(import.meta.dirname, '..', '..', '..', 'catalog', 'generated'));
}

export function templateEntries(settings: Settings): Promise<readonly CatalogEntry[]> {
  return catalogSource(settings).templates();
}

/** The catalog that pipelines are checked against: the templates that can be started, and the built-in traits. */
export async function loadTemplates(settings: Settings): Promise<Catalog> {
  const { traits } = loadCatalog(builtIn);
  const entries = await templateEntries(settings);
  return { catalog: 1, templates: entries.map(({ manifest }) => manifest), traits };
}

/** What an executor can do, without starting anything. */
export function executorNamed(name: string): ExecutorAbilities {
  if (name === 'process')
    return { name, can: { image: false, services: false, resources: false, isolation: false } };
  throw commandError(`There is no executor ${JSON.stringify(name)}.`, 'There is: process.');
}
