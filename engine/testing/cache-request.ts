import type { CacheRequest } from '../cache/cache-backend.ts';

/** What the attempt of a run asks of a cache; the run and what depends on it carry a name or a number. */
export function cacheRequest(of: string | number, more: Partial<CacheRequest> = {}): CacheRequest {
  const run = typeof of === 'number' ? `build-${of}` : of;
  return {
    project: 'shop',
    pipeline: 'build',
    run,
    task: 'compile',
    holder: `${run}-compile-1`,
    template: 'some-template',
    cache: 'repository',
    key: 'some-template@1/linux-x64',
    trust: 'branch',
    path: undefined,
    executor: 'process',
    ...more,
  };
}
