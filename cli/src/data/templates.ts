import { type Catalog, loadCatalog } from '@stepyard/catalog';
import builtIn from '@stepyard/catalog/generated/catalog.json' with { type: 'json' };
import type { FileCatalog, SourcedEntry } from '@stepyard/engine/catalog';
import type { Settings } from '../settings.ts';
import { openCatalog } from './own-catalog.ts';

const opened = new Map<string, FileCatalog>();

/** The templates of all catalog folders and files, and how each is started; read and checked once. */
export function catalogSource(settings: Settings): FileCatalog {
  const key = [settings.data, ...settings.catalogs, ...settings.catalogFiles].join('\0');
  const source = opened.get(key) ?? openCatalog(settings);
  opened.set(key, source);
  return source;
}

export function templateEntries(settings: Settings): Promise<readonly SourcedEntry[]> {
  return catalogSource(settings).templates();
}

/** The catalog that pipelines are checked against: the templates that can be started, and the built-in traits. */
export async function loadTemplates(settings: Settings): Promise<Catalog> {
  const { traits } = loadCatalog(builtIn);
  const entries = await templateEntries(settings);
  return { catalog: 1, templates: entries.map(({ manifest }) => manifest), traits };
}
