import { search } from '@stepyard/catalog';
import { loadTemplates } from '../data/templates.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { type InLanguage, templateTable } from './template-rows.ts';

/** Prints the templates that fit some words, best first. */
export async function searchCatalog(
  words: readonly string[],
  { lang }: InLanguage,
  settings: Settings,
): Promise<void> {
  const found = search(await loadTemplates(settings), words.join(' '));
  if (settings.json) await printJson(found);
  else if (found.length > 0) await print(templateTable(found, lang));
  else await print(`Nothing fits ${JSON.stringify(words.join(' '))}; see \`stepyard catalog list\`.`);
}
