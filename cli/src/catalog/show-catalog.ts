import { describeTemplate, describeTrait, find, nearest } from '@stepyard/catalog';
import { loadTemplates } from '../data/templates.ts';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { templateText, traitText } from '../show/template.ts';
import type { InLanguage } from './template-rows.ts';

/** Prints all there is to know of a template or trait. */
export async function showCatalog(name: string, { lang }: InLanguage, settings: Settings): Promise<void> {
  const all = await loadTemplates(settings);
  const manifest = find(all, name);
  if (manifest) {
    const described = describeTemplate(all, manifest, lang);
    return settings.json ? printJson(described) : print(templateText(described));
  }
  const trait = all.traits.find((one) => one.name === name);
  if (trait) {
    const described = describeTrait(all, trait, lang);
    return settings.json ? printJson(described) : print(traitText(described));
  }
  const close = nearest(
    name,
    [...all.templates, ...all.traits].map((one) => one.name),
  );
  throw commandError(
    `There is no template or trait ${JSON.stringify(name)}.`,
    close === undefined ? 'See `stepyard catalog list`.' : `Did you mean ${JSON.stringify(close)}?`,
  );
}
