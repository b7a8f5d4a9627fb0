import type { CacheBackend, CacheReport, CacheRequest, PreparedCache } from './cache-backend.ts';

/** The registered ways to keep caches. A cache that fails costs time, never a run. */
export interface Caches {
  /**
   * Asks the back ends in order; `undefined` where none can, and the step goes without. What an attempt that has ended
   * is about to save is waited for: the task after it is to find it.
   */
  setUp(request: CacheRequest): Promise<PreparedCache | undefined>;
  tearDown(cache: PreparedCache, outcome: { readonly keep: boolean }): Promise<CacheReport>;
  /** Says that these are going to be torn down, at the latest before the end of their attempt is told. */
  announce(caches: readonly PreparedCache[]): void;
}

/** Registers back ends in the order in which they are asked; `report` hears of what went wrong, a line each. */
export function createCaches(
  backends: readonly CacheBackend[],
  report: (line: string) => void = () => {},
): Caches {
  const twice = backends.find(({ name }, index) => backends.findIndex((one) => one.name === name) !== index);
  if (twice !== undefined)
    throw new TypeError(`Cache back ends need different names, got "${twice.name}" twice.`);

  const ending = new Map<string, Map<string, PromiseWithResolvers<void>>>();

  function announce(caches: readonly PreparedCache[]): void {
    for (const { request } of caches) {
      const place = placeOf(request);
      const holders = ending.get(place) ?? new Map<string, PromiseWithResolvers<void>>();
      if (!holders.has(request.holder)) holders.set(request.holder, Promise.withResolvers());
      ending.set(place, holders);
    }
  }

  function forget({ request }: PreparedCache): void {
    const place = placeOf(request);
    const holders = ending.get(place);
    holders?.get(request.holder)?.resolve();
    holders?.delete(request.holder);
    if (holders?.size === 0) ending.delete(place);
  }

  async function setUp(request: CacheRequest): Promise<PreparedCache | undefined> {
    await Promise.all([...(ending.get(placeOf(request))?.values() ?? [])].map(({ promise }) => promise));
    for (const backend of backends) {
      try {
        if (!(await backend.canSupport(request))) continue;
        return { ...(await backend.setUp(request)), backend: backend.name };
      } catch (error) {
        if (error instanceof RangeError) throw error;
        report(lineOf(backend, request, 'could not be set up', error));
      }
    }
    return undefined;
  }

  async function tearDown(cache: PreparedCache, outcome: { readonly keep: boolean }): Promise<CacheReport> {
    const backend = backends.find(({ name }) => name === cache.backend);
    announce([cache]);
    try {
      if (backend !== undefined) return await backend.tearDown(cache, outcome);
      report(
        `Cache \`${cache.name}\` was made by "${cache.backend}", which is not registered; it is not saved.`,
      );
    } catch (error) {
      if (backend !== undefined) report(lineOf(backend, cache.request, 'could not be saved', error));
    } finally {
      forget(cache);
    }
    return { saved: false, savedBytes: 0 };
  }

  return { setUp, tearDown, announce };
}

/** The same for requests of the same cache. */
function placeOf({ project, pipeline, path, template, cache }: CacheRequest): string {
  return JSON.stringify([project, path ?? { pipeline }, template, cache]);
}

function lineOf(
  backend: CacheBackend,
  { cache, holder }: CacheRequest,
  what: string,
  error: unknown,
): string {
  const why = error instanceof Error ? error.message : String(error);
  return `Cache \`${cache}\` of ${holder} ${what} by "${backend.name}": ${why}`;
}
