import { join } from 'node:path';
import type { CacheRequest, PreparedCache } from '../cache/cache-backend.ts';
import type { Caches } from '../cache/caches.ts';
import { digestsOf, keyOfDigests } from '../cache/key-files.ts';
import type { CatalogEntry } from '../config/sources.ts';
import type { TaskState } from '../core/state.ts';
import { failureOf, refusal } from './failure.ts';
import type { LiveRun } from './live-run.ts';

/** In the place of a template's name, which has no such character. */
const volumeTemplate = '(volume)';

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
  const declared = Object.keys(entry.manifest.caches ?? {});
  const contents = await contentsOf(of, declared);
  const requests = declared.map((cache, index) => requestOf(of, cache, contents[index]));
  for (const request of [...requests, ...volumeRequests(of)]) {
    const ready = await caches.setUp(request).catch((error: unknown) => {
      if (!(error instanceof RangeError)) throw error;
      throw refusal(
        failureOf('INPUT_INVALID', error.message, 'Correct `cache` of the task, stage or pipeline.'),
      );
    });
    const at = task.plan.cache.mounts?.find(({ volume }) => isVolume(request) && request.cache === volume);
    if (ready !== undefined) prepared.push({ ...ready, ...(at && { at: at.path }) });
  }
  return prepared;
}

/** Volumes belong to the project, whatever pipeline and template uses them. */
function volumeRequests(of: CachesOf): readonly CacheRequest[] {
  const { mounts = [] } = of.task.plan.cache;
  return mounts.map(({ volume }) => ({
    ...commonOf(of),
    template: volumeTemplate,
    cache: volume,
    key: volumeTemplate,
    path: volumeTemplate,
  }));
}

function isVolume({ template }: CacheRequest): boolean {
  return template === volumeTemplate;
}

/** What the files say that each cache depends on, wherever the executor keeps the workspace. */
async function contentsOf(of: CachesOf, declared: readonly string[]): Promise<(string | undefined)[]> {
  const { live, task, entry, workspace } = of;
  const patterns = declared.map((cache) => entry.manifest.caches?.[cache]?.keyFiles ?? []);
  if (patterns.every((one) => one.length === 0)) return [];
  const below = task.plan.workdir ?? '';
  const { shared } = live.executor;
  const digests =
    shared?.digests === undefined
      ? await Promise.all(patterns.map((one) => digestsOf(join(workspace, below), one)))
      : await shared.digests(live.state.run, below, patterns);
  return digests.map(keyOfDigests);
}

function requestOf(of: CachesOf, cache: string, content: string | undefined): CacheRequest {
  const { task, entry } = of;
  const { name, version, caches = {} } = entry.manifest;
  const { layered } = caches[cache] ?? {};
  return {
    ...commonOf(of),
    template: name,
    cache,
    key: [
      `${name}@${version.split('.')[0]}`,
      `${process.platform}-${process.arch}`,
      ...(content === undefined ? [] : [content]),
    ].join('/'),
    path: task.plan.cache.path,
    ...(layered && { layered }),
  };
}

type Common = Pick<CacheRequest, 'project' | 'pipeline' | 'run' | 'task' | 'holder' | 'trust' | 'executor'>;

function commonOf({ live, task, holder }: CachesOf): Common {
  return {
    project: live.state.project,
    pipeline: live.state.pipeline,
    run: live.state.run,
    task: task.key,
    holder,
    trust: live.facts.event?.data.trust ?? 'branch',
    executor: live.executor.name,
  };
}
