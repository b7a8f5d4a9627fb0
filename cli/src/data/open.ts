import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  attachScheduler,
  type CacheStore,
  connectScheduler,
  createLocalCaches,
  environmentSecrets,
  type FailedAttempt,
  fileConfig,
  fileSecrets,
  firstSecrets,
  type Holder,
  noConfig,
  openScheduler,
  type Scheduler,
  type SchedulerOptions,
} from '@stepyard/engine';
import { note } from '../output.ts';
import { promptedSecrets } from '../secrets/prompt.ts';
import type { Settings } from '../settings.ts';
import { executorsOf, isHere } from './executors.ts';
import { catalogSource } from './templates.ts';

export interface OpenOptions {
  readonly secretsFile?: string | undefined;
  readonly configFile?: string | undefined;
  /** Asks at the terminal for secrets that are not known. */
  readonly ask?: boolean;
  /** Name of the executor that is to be there. */
  readonly executor?: string | undefined;
  /** A reader is to say what a task was started with. */
  readonly describes?: boolean;
  readonly onFailure?: ((attempt: FailedAttempt, scheduler: Scheduler) => Promise<void>) | undefined;
}

/** A scheduler to ask, and the process that runs it where that is another one. */
export interface Opened {
  readonly scheduler: Scheduler;
  readonly holder: Holder | undefined;
}

/** Works with the scheduler of the data directory: the one that runs, or one of our own where none does. */
export function withScheduler<T>(
  settings: Settings,
  work: (opened: Opened) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  return opened(settings, options, attachScheduler, work);
}

/** Holds the data directory itself, or fails naming who does. */
export function holdingScheduler<T>(
  settings: Settings,
  work: (opened: Opened) => Promise<T>,
  options: OpenOptions,
): Promise<T> {
  return opened(settings, options, async (all) => ({ scheduler: await openScheduler(all) }), work);
}

/** Reads what is in the data directory, whoever holds it; nothing that waits there is gone on with. */
export async function withReader<T>(
  settings: Settings,
  work: (scheduler: Scheduler) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const executors = options.describes ? await executorsOf(settings) : [];
  const scheduler = connectScheduler(schedulerOptions(settings, options, executors));
  try {
    return await work(scheduler);
  } finally {
    await scheduler.close();
    for (const executor of executors) await executor.close();
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

async function opened<T>(
  settings: Settings,
  options: OpenOptions,
  open: (options: SchedulerOptions) => Promise<{ scheduler: Scheduler; holder?: Holder }>,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  await mkdir(settings.data, { recursive: true, mode: 0o700 });
  const caches = createLocalCaches({
    directory: join(settings.data, 'cache'),
    overlays: ['process', 'docker'],
    isHere,
  });
  const { onFailure } = options;
  let own: Scheduler | undefined;
  try {
    const { scheduler, holder } = await open({
      ...schedulerOptions(settings, options, await executorsOf(settings, options.executor)),
      caches: caches.backends,
      log: note,
      ...(onFailure && {
        onFailure: async (attempt: FailedAttempt) => {
          if (own !== undefined) await onFailure(attempt, own);
        },
      }),
    });
    own = scheduler;
    try {
      return await work({ scheduler, holder });
    } finally {
      await scheduler.close();
    }
  } finally {
    await caches.close();
  }
}

function schedulerOptions(
  settings: Settings,
  { secretsFile, configFile, ask }: OpenOptions,
  executors: SchedulerOptions['executors'],
): SchedulerOptions {
  return {
    dataDir: settings.data,
    catalog: catalogSource(settings),
    executors,
    secrets: firstSecrets(
      ...(secretsFile === undefined ? [] : [fileSecrets(resolve(secretsFile))]),
      environmentSecrets(process.env),
      ...(ask ? [promptedSecrets()] : []),
    ),
    config: configFile === undefined ? noConfig() : fileConfig(resolve(configFile)),
  };
}
