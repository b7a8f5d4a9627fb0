import { type Command, Option } from 'commander';
import type { ListCatalogOptions } from '../catalog/list-catalog.ts';
import type { InLanguage } from '../catalog/template-rows.ts';
import { withExamples } from '../examples.ts';
import { settingsOf, withSettings } from '../settings.ts';
import { addCatalogSources } from './catalog-sources.ts';

/** `stepyard catalog …`: the steps that there are. */
export function addCatalog(program: Command): void {
  const catalog = program.command('catalog').description('list, show, search and add templates');

  withExamples(
    inLanguage(catalog.command('list').description('list the templates by category'))
      .option('--category <name>', 'only this category')
      .option('--source', 'say where each comes from'),
    'stepyard catalog list',
    'stepyard catalog list --source',
    'stepyard catalog list --category build --lang zh',
  ).action(async (given: ListCatalogOptions, command: Command) => {
    const { listCatalog } = await import('../catalog/list-catalog.ts');
    await listCatalog(given, settingsOf(command));
  });

  withExamples(
    inLanguage(
      catalog
        .command('show <name>')
        .description('show a template or trait: fields, defaults, owners, what goes with it'),
    ),
    'stepyard catalog show npm',
    'stepyard catalog show hpa --json',
  ).action(async (name: string, given: InLanguage, command: Command) => {
    const { showCatalog } = await import('../catalog/show-catalog.ts');
    await showCatalog(name, given, settingsOf(command));
  });

  withExamples(
    inLanguage(
      catalog
        .command('search <words...>')
        .description('find templates by name, title or keyword; typos are forgiven'),
    ),
    'stepyard catalog search mavne',
    'stepyard catalog search 克隆',
  ).action(async (words: string[], given: InLanguage, command: Command) => {
    const { searchCatalog } = await import('../catalog/search-catalog.ts');
    await searchCatalog(words, given, settingsOf(command));
  });

  addCatalogSources(catalog);
}

function inLanguage(command: Command): Command {
  const language = new Option('--lang <lang>', 'language of titles and help')
    .choices(['en', 'zh'])
    .default('en');
  return withSettings(command.addOption(language));
}
