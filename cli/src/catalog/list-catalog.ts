import { categoryList, ofCategory } from '@stepyard/catalog';
import { pinOf, sourceText } from '@stepyard/engine/catalog';
import { loadTemplates, templateEntries } from '../data/templates.ts';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { paint } from '../show/style.ts';
import { table } from '../show/table.ts';
import { type InLanguage, templateTable } from './template-rows.ts';

export interface ListCatalogOptions extends InLanguage {
  readonly category?: string;
  readonly source?: boolean;
}

/** Prints the templates by category. */
export async function listCatalog(
  { lang, category, source = false }: ListCatalogOptions,
  settings: Settings,
): Promise<void> {
  if (source) return listSources(category, settings);
  const all = await loadTemplates(settings);
  const wanted =
    category === undefined ? categoryList.filter(({ name }) => name !== 'all') : [categoryNamed(category)];
  if (settings.json) return printJson(wanted.flatMap(({ name }) => ofCategory(all, name)));
  const parts = wanted.flatMap(({ name, title }) => {
    const found = ofCategory(all, name);
    return found.length === 0 ? [] : [`${paint('bold', title[lang])}\n${templateTable(found, lang)}`];
  });
  await print(parts.join('\n\n') || 'No template is of this category.');
}

/** Where each template comes from, and what pins it. */
async function listSources(category: string | undefined, settings: Settings): Promise<void> {
  const wanted = category === undefined ? 'all' : categoryNamed(category).name;
  const entries = (await templateEntries(settings)).filter(
    ({ manifest }) => wanted === 'all' || manifest.category === wanted,
  );
  if (settings.json) {
    return printJson(entries.map(({ manifest: { name, version }, source }) => ({ name, version, source })));
  }
  const rows = entries.map(({ manifest: { name, version }, source }) => [
    name,
    version,
    sourceText(source),
    pinOf(source) ?? '',
  ]);
  await print(table(['NAME', 'VERSION', 'SOURCE', ''], rows));
}

function categoryNamed(name: string) {
  const found = categoryList.find((one) => one.name === name);
  if (found) return found;
  const names = categoryList.map((one) => one.name).join(', ');
  throw commandError(`There is no category ${JSON.stringify(name)}.`, `There are: ${names}.`);
}
