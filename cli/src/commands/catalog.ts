import {
  categoryList,
  describeTemplate,
  describeTrait,
  find,
  type Manifest,
  nearest,
  ofCategory,
  search,
} from '@stepyard/catalog';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { loadTemplates } from '../open.ts';
import { print, printJson } from '../output.ts';
import { settingsOf, withSettings } from '../settings.ts';
import { paint } from '../show/style.ts';
import { table } from '../show/table.ts';
import { templateText, traitText } from '../show/template.ts';

/** `stepyard catalog …`: the steps that there are. */
export function addCatalog(program: Command): void {
  const catalog = program.command('catalog').description('list, show and search templates and traits');

  withSettings(catalog.command('list').description('list the templates by category'))
    .option('--lang <lang>', 'en or zh', 'en')
    .option('--category <name>', 'only this category')
    .action(async (given: { lang: string; category?: string }, command: Command) => {
      const settings = settingsOf(command);
      const all = await loadTemplates(settings);
      const wanted = given.category
        ? [categoryNamed(given.category)]
        : categoryList.filter(({ name }) => name !== 'all');
      if (settings.json) return printJson(wanted.flatMap(({ name }) => ofCategory(all, name)));
      const language = languageOf(given.lang);
      for (const { name, title } of wanted) {
        const found = ofCategory(all, name);
        if (found.length > 0) await print(`${paint('bold', title[language])}\n${rows(found, language)}\n`);
      }
    });

  withSettings(
    catalog
      .command('show <name>')
      .description('show a template or trait: fields, defaults, owners, what goes with it'),
  )
    .option('--lang <lang>', 'en or zh', 'en')
    .action(async (name: string, given: { lang: string }, command: Command) => {
      const settings = settingsOf(command);
      const all = await loadTemplates(settings);
      const language = languageOf(given.lang);
      const manifest = find(all, name);
      const trait = all.traits.find((one) => one.name === name);
      if (manifest) {
        const described = describeTemplate(all, manifest, language);
        return settings.json ? printJson(described) : print(templateText(described));
      }
      if (trait) {
        const described = describeTrait(all, trait, language);
        return settings.json ? printJson(described) : print(traitText(described));
      }
      const names = [...all.templates, ...all.traits].map((one) => one.name);
      const close = nearest(name, names);
      throw new CommandError(
        `there is no template or trait ${JSON.stringify(name)}${close ? `, did you mean "${close}"` : ''}`,
        'See `stepyard catalog list`.',
      );
    });

  withSettings(
    catalog
      .command('search <words...>')
      .description('find templates by name, title or keyword; typos are forgiven'),
  )
    .option('--lang <lang>', 'en or zh', 'en')
    .action(async (words: string[], given: { lang: string }, command: Command) => {
      const settings = settingsOf(command);
      const found = search(await loadTemplates(settings), words.join(' '));
      if (settings.json) await printJson(found);
      else if (found.length > 0) await print(rows(found, languageOf(given.lang)));
      else await print(`nothing fits ${JSON.stringify(words.join(' '))}; see \`stepyard catalog list\``);
    });
}

function rows(found: readonly Manifest[], language: 'en' | 'zh'): string {
  return table(
    ['NAME', 'VERSION', 'TITLE', ''],
    found.map(({ name, version, title, help }) => [
      name,
      version,
      title[language],
      paint('dim', help[language]),
    ]),
  );
}

function languageOf(text: string): 'en' | 'zh' {
  if (text === 'en' || text === 'zh') return text;
  throw new CommandError(
    `\`--lang\` must be en or zh, got ${JSON.stringify(text)}`,
    'Choose one of the two.',
  );
}

function categoryNamed(name: string) {
  const found = categoryList.find((one) => one.name === name);
  if (found) return found;
  const names = categoryList.map((one) => one.name).join(', ');
  throw new CommandError(`there is no category ${JSON.stringify(name)}`, `There are: ${names}.`);
}
