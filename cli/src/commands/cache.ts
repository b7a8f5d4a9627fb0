import type { Command } from 'commander';
import type { CacheChoice } from '../cache/cache-filter.ts';
import type { PruneOptions } from '../cache/prune-caches.ts';
import { withExamples } from '../examples.ts';
import { settingsOf, withSettings } from '../settings.ts';

/** `stepyard cache …`: what is kept between runs. */
export function addCache(program: Command): void {
  const cache = program.command('cache').description('list, clear or prune what is kept between runs');

  withExamples(
    filtered(cache.command('list').description('list kept content, most recently used first')),
    'stepyard cache list',
  ).action(async (given: CacheChoice, command: Command) => {
    await (await import('../cache/list-caches.ts')).listCaches(given, settingsOf(command));
  });

  withExamples(
    filtered(cache.command('clear').description('drop all kept content that fits')),
    'stepyard cache clear --template npm',
  ).action(async (given: CacheChoice, command: Command) => {
    await (await import('../cache/clear-caches.ts')).clearCaches(given, settingsOf(command));
  });

  withExamples(
    withSettings(
      cache
        .command('prune')
        .description('drop what was not used for long, then the least used beyond a size')
        .option('--unused <duration>', 'not used for so long: 720h')
        .option('--max-size <quantity>', 'what may stay: 10Gi'),
    ),
    'stepyard cache prune --unused 720h --max-size 10Gi',
  ).action(async (given: PruneOptions, command: Command) => {
    await (await import('../cache/prune-caches.ts')).pruneCaches(given, settingsOf(command));
  });
}

function filtered(command: Command): Command {
  return withSettings(command)
    .option('--pipeline <name>', 'only of this pipeline')
    .option('--template <name>', 'only of this template')
    .option('--cache <name>', 'only the cache of this name')
    .option('--all-projects', 'of every project in the data directory');
}
