import { readDuration, readQuantity } from '@stepyard/catalog';
import type { CacheFilter } from '@stepyard/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { withCaches } from '../open.ts';
import { print, printJson } from '../output.ts';
import { type Settings, settingsOf, withSettings } from '../settings.ts';
import { bytes, time } from '../show/style.ts';
import { table } from '../show/table.ts';

interface Given {
  readonly pipeline?: string;
  readonly template?: string;
  readonly cache?: string;
  readonly allProjects?: boolean;
}

/** `stepyard cache …`: what is kept between runs. */
export function addCache(program: Command): void {
  const cache = program.command('cache').description('list, clear or prune what is kept between runs');

  filtered(cache.command('list').description('list kept content, most recently used first')).action(
    async (given: Given, command: Command) => {
      const settings = settingsOf(command);
      await withCaches(settings, async (store) => {
        const entries = await store.list(filterOf(given, settings));
        if (settings.json) return printJson(entries);
        if (entries.length === 0) return print(`nothing is kept for ${settings.project}`);
        const rows = entries.map((entry) => [
          `${entry.template}/${entry.cache}`,
          'pipeline' in entry.space ? entry.space.pipeline : entry.space.path,
          entry.trust,
          bytes(entry.bytes),
          String(entry.files),
          String(entry.reads),
          time(entry.usedAt),
          entry.run,
        ]);
        return print(table(['CACHE', 'OF', 'TRUST', 'SIZE', 'FILES', 'READS', 'USED', 'WRITTEN BY'], rows));
      });
    },
  );

  filtered(cache.command('clear').description('drop all kept content that fits')).action(
    async (given: Given, command: Command) => {
      const settings = settingsOf(command);
      await withCaches(settings, async (store) => {
        const freed = await store.clear(filterOf(given, settings));
        await print(`dropped ${freed.entries}, ${bytes(freed.bytes)} freed`);
      });
    },
  );

  withSettings(
    cache.command('prune').description('drop what was not used for long, then the least used beyond a size'),
  )
    .option('--unused <duration>', 'not used for so long: 720h', (text) => positive(readDuration(text)))
    .option('--max-size <quantity>', 'what may stay: 10Gi', (text) => positive(readQuantity(text)))
    .action(async (given: { unused?: number; maxSize?: number }, command: Command) => {
      await withCaches(settingsOf(command), async (store) => {
        const freed = await store.prune({
          ...(given.unused !== undefined && { unusedMs: given.unused }),
          ...(given.maxSize !== undefined && { maxBytes: given.maxSize }),
        });
        await print(`dropped ${freed.entries}, ${bytes(freed.bytes)} freed`);
      });
    });
}

function filtered(command: Command): Command {
  return withSettings(command)
    .option('--pipeline <name>', 'only of this pipeline')
    .option('--template <name>', 'only of this template')
    .option('--cache <name>', 'only the cache of this name')
    .option('--all-projects', 'of every project in the data directory');
}

function filterOf({ pipeline, template, cache, allProjects }: Given, { project }: Settings): CacheFilter {
  return {
    ...(!allProjects && { project }),
    ...(pipeline && { pipeline }),
    ...(template && { template }),
    ...(cache && { cache }),
  };
}

function positive(value: number | undefined): number {
  if (value === undefined || !(value >= 0))
    throw new InvalidArgumentError('It must be an amount, for instance 720h or 10Gi.');
  return value;
}
