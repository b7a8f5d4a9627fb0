import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Catalog, loadCatalog } from '@stepyard/catalog';
import builtIn from '@stepyard/catalog/generated/catalog.json' with { type: 'json' };
import {
  type CacheStore,
  type CatalogEntry,
  createLocalCaches,
  createProcessExecutor,
  environmentSecrets,
  type FailedAttempt,
  fileConfig,
  fileSecrets,
  firstSecrets,
  folderCatalog,
  noConfig,
  openScheduler,
  type Scheduler,
} from '@stepyard/engine';
import type { ExecutorAbilities } from '@stepyard/pipeline';
import { CommandError } from './failure.ts';
import { note } from './output.ts';
import { promptedSecrets } from './secrets/prompt.ts';
import type { Settings } from './settings.ts';

export interface OpenOptions {
  readonly secretsFile?: string;
  readonly configFile?: string;
  /** Asks at the terminal for secrets that are not known. */
  readonly ask?: boolean;
  readonly onFailure?: (attempt: FailedAttempt, scheduler: Scheduler) => Promise<void>;
}

/** Opens the scheduler of the data directory, works with it, and lets it go. */
export async function withScheduler<T>(
  settings: Settings,
  work: (scheduler: Scheduler) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  await mkdir(settings.data, { recursive: true, mode: 0o700 });
  const caches = createLocalCaches({ directory: join(settings.data, 'cache') });
  const { onFailure } = options;
  const scheduler: Scheduler = await openScheduler({
    dataDir: settings.data,
    catalog: catalogSource(settings),
    executors: [createProcessExecutor({ directory: join(settings.data, 'process') })],
    caches: caches.backends,
    secrets: firstSecrets(
      ...(options.secretsFile ? [fileSecrets(resolve(options.secretsFile))] : []),
      environmentSecrets(process.env),
      ...(options.ask ? [promptedSecrets()] : []),
    ),
    config: options.configFile ? fileConfig(resolve(options.configFile)) : noConfig(),
    log: note,
    ...(onFailure && { onFailure: (attempt: FailedAttempt) => onFailure(attempt, scheduler) }),
  });
  try {
    return await work(scheduler);
  } finally {
    await scheduler.close();
    await caches.close();
  }
}

/** Works with the kept caches of the data directory. */
export async function withCaches<T>(settings: Settings, work: (store: CacheStore) => Promise<T>): Promise<T> {
  const caches = createLocalCaches({ directory: join(settings.data, 'cache') });
  try {
    return await work(caches.store);
  } finally {
    await caches.close();
  }
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
  throw new CommandError(`there is no executor ${JSON.stringify(name)}`, 'There is: process.');
}

function catalogSource(settings: Settings) {
  return folderCatalog(settings.catalogs, resolve(import.meta.dirname, '..', '..', 'catalog', 'generated'));
}
