import type { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard catalog add|remove|update`: a catalog of one's own. */
export function addCatalogSources(catalog: Command): void {
  withExamples(
    withSettings(
      catalog
        .command('add <source>')
        .description('add templates: an image, a folder or template.json, or the URL of a catalog'),
    ),
    'stepyard catalog add ../more/ask',
  ).action(async (source: string, _: unknown, command: Command) => {
    const { addSource } = await import('../catalog/add-source.ts');
    await addSource(source, settingsOf(command));
  });

  withExamples(
    withSettings(
      catalog
        .command('remove <source>')
        .description('take a source out of the catalog, or the source of a template'),
    ),
    'stepyard catalog add ../more/ask',
    'stepyard catalog remove ask',
  ).action(async (source: string, _: unknown, command: Command) => {
    const { removeSource } = await import('../catalog/remove-source.ts');
    await removeSource(source, settingsOf(command));
  });

  withExamples(
    withSettings(
      catalog
        .command('update [sources...]')
        .description('look what images and URLs stand for now; without names, all'),
    ),
    'stepyard catalog update',
  ).action(async (sources: string[], _: unknown, command: Command) => {
    const { updateSources } = await import('../catalog/update-sources.ts');
    await updateSources(sources, settingsOf(command));
  });
}
