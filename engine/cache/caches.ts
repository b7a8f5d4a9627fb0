import type { CacheBackend, CacheReport, CacheRequest, PreparedCache } from './cache-backend.ts';

/** The registered ways to keep caches. A cache that fails costs time, never a run. */
export interface Caches {
  /** Asks the back ends in order; `undefined` where none can, and the step goes without. */
  setUp(request: CacheRequest): Promise<PreparedCache | undefined>;
  tearDown(cache: PreparedCache, outcome: { readonly keep: boolean }): Promise<CacheReport>;
}

/** Registers back ends in the order in which they are asked; `report` hears of what went wrong, a line each. */
export function createCaches(
  backends: readonly CacheBackend[],
  report: (line: string) => void = () => {},
): Caches {
  const twice = backends.find(({ name }, index) => backends.findIndex((one) => one.name === name) !== index);
  if (twice !== undefined)
    throw new TypeError(`Cache back ends need different names, got "${twice.name}" twice.`);

  async function setUp(request: CacheRequest): Promise<PreparedCache | undefined> {
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
    try {
      if (backend !== undefined) return await backend.tearDown(cache, outcome);
      report(
        `Cache \`${cache.name}\` was made by "${cache.backend}", which is not registered; it is not saved.`,
      );
    } catch (error) {
      if (backend !== undefined) report(lineOf(backend, cache.request, 'could not be saved', error));
    }
    return { saved: false, savedBytes: 0 };
  }

  return { setUp, tearDown };
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
