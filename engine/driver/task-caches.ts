import { join } from 'node:path';
import type { CacheRequest, PreparedCache } from '../cache/cache-backend.ts';
import type { Caches } from '../cache/caches.ts';
import type { CatalogEntry } from '../config/sources.ts';
import type { TaskState } from '../core/state.ts';
import { failureOf, refusal } from './failure.ts';
import { keyOfFiles } from './key-files.ts';
import type { LiveRun } from './live-run.ts';

export interface CachesOf {
  readonly live: LiveRun;
  readonly task: TaskState;
  readonly entry: CatalogEntry;
  /** Attempt name. */
  readonly holder: string;
  readonly caches: Caches;
  /** Where the task works: its workspace, and the directory below it. */
  readonly workspace: string;
}

/**
 * Makes the caches ready that a template declares. One that cannot be had makes a task slower, not wrong.
 * @throws Refusal where the author asks for one that may not be.
 */
export async function setUpCaches(of: CachesOf): Promise<readonly PreparedCache[]> {
  const { task, entry, caches } = of;
  if (!task.plan.cache.enabled) return [];
  const prepared: PreparedCache[] = [];
  for (const cache of Object.keys(entry.manifest.caches ?? {})) {
    const ready = await caches.setUp(await requestOf(of, cache)).catch((error: unknown) => {
      if (!(error instanceof RangeError)) throw error;
      throw refusal(
        failureOf('INPUT_INVALID', error.message, 'Correct `cache` of the task, stage or pipeline.'),
      );
    });
    if (ready !== undefined) prepared.push(ready);
  }
  return prepared;
}

async function requestOf(of: CachesOf, cache: string): Promise<CacheRequest> {
  const { live, task, entry, holder, workspace } = of;
  const { name, version, caches = {} } = entry.manifest;
  const { layered, keyFiles = [] } = caches[cache] ?? {};
  const content = await keyOfFiles(join(workspace, task.plan.workdir ?? ''), keyFiles);
  return {
    project: live.state.project,
    pipeline: live.state.pipeline,
    run: live.state.run,
    task: task.key,
    holder,
    template: name,
    cache,
    key: [
      `${name}@${version.split('.')[0]}`,
      `${process.platform}-${process.arch}`,
      ...(content === undefined ? [] : [content]),
    ].join('/'),
    trust: live.facts.event?.data.trust ?? 'branch',
    path: task.plan.cache.path,
    executor: live.executor.name,
    ...(layered && { layered }),
  };
}
