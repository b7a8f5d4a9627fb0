import { describe, expect, it } from 'vitest';
import { cacheRequest } from '../testing/cache-request.ts';
import type { CacheBackend, CacheRequest, PreparedCache } from './cache-backend.ts';
import { createCaches } from './caches.ts';

const request = cacheRequest(1);

describe('engine/cache/caches', () => {
  it('T3.8: a custom back end that is registered is used for what it supports', async () => {
    const calls: string[] = [];
    const memory = backend('memory', calls, ({ cache }) => cache === 'repository');
    const rest = backend('rest', calls, () => true);
    const caches = createCaches([memory, rest]);
    const cache = await caches.setUp(request);
    expect(cache).toEqual({ name: 'repository', path: '/memory', request, backend: 'memory' });
    const other = await caches.setUp({ ...request, cache: 'other' });
    expect(other?.backend).toBe('rest');
    if (cache !== undefined) {
      expect(await caches.tearDown(cache, { keep: true })).toEqual({ saved: true, savedBytes: 5 });
    }
    expect(calls).toEqual(['memory sets up repository', 'rest sets up other', 'memory keeps repository']);
  });

  it('has the next task wait for what the one before it saves, and nobody else', async () => {
    const calls: string[] = [];
    const caches = createCaches([backend('memory', calls, () => true)]);
    const cache = await caches.setUp(request);
    if (cache === undefined) throw new Error('It has a back end.');
    caches.announce([cache]);
    const next = caches.setUp({ ...request, holder: 'build-1-test-1' });
    await caches.setUp({ ...request, pipeline: 'other' });
    expect(calls).toEqual(['memory sets up repository', 'memory sets up repository']);
    await caches.tearDown(cache, { keep: true });
    await next;
    await caches.setUp(request);
    expect(calls.slice(2)).toEqual([
      'memory keeps repository',
      'memory sets up repository',
      'memory sets up repository',
    ]);
  });

  it('goes without where no back end can', async () => {
    expect(await createCaches([backend('none', [], () => false)]).setUp(request)).toBeUndefined();
    expect(await createCaches([]).setUp(request)).toBeUndefined();
  });

  it('asks the next one when one fails, and reports it', async () => {
    const lines: string[] = [];
    const broken: CacheBackend = {
      ...backend('broken', [], () => true),
      setUp: () => Promise.reject(new Error('No space left.')),
    };
    const caches = createCaches([broken, backend('next', [], () => true)], (line) => lines.push(line));
    expect((await caches.setUp(request))?.backend).toBe('next');
    expect(lines).toEqual([
      'Cache `repository` of build-1-compile-1 could not be set up by "broken": No space left.',
    ]);
  });

  it('refuses what the author wrote wrong', async () => {
    const strict: CacheBackend = {
      ...backend('strict', [], () => true),
      setUp: () => Promise.reject(new RangeError('`cache.path` is wrong.')),
    };
    await expect(createCaches([strict]).setUp(request)).rejects.toThrow('`cache.path` is wrong.');
  });

  it('lets a run succeed whose cache cannot be saved', async () => {
    const lines: string[] = [];
    const full: CacheBackend = {
      ...backend('full', [], () => true),
      tearDown: () => Promise.reject(new Error('No space left.')),
    };
    const caches = createCaches([full], (line) => lines.push(line));
    const cache: PreparedCache = { name: 'repository', path: '/full', request, backend: 'full' };
    expect(await caches.tearDown(cache, { keep: true })).toEqual({ saved: false, savedBytes: 0 });
    expect(await caches.tearDown({ ...cache, backend: 'gone' }, { keep: true })).toEqual({
      saved: false,
      savedBytes: 0,
    });
    expect(lines).toEqual([
      'Cache `repository` of build-1-compile-1 could not be saved by "full": No space left.',
      'Cache `repository` was made by "gone", which is not registered; it is not saved.',
    ]);
  });

  it('refuses two of one name', () => {
    expect(() => createCaches([backend('a', [], () => true), backend('a', [], () => true)])).toThrow(
      'Cache back ends need different names, got "a" twice.',
    );
  });
});

function backend(name: string, calls: string[], can: (request: CacheRequest) => boolean): CacheBackend {
  return {
    name,
    canSupport: async (asked) => can(asked),
    async setUp(asked) {
      calls.push(`${name} sets up ${asked.cache}`);
      return { name: asked.cache, path: `/${name}`, request: asked };
    },
    async tearDown(cache, { keep }) {
      calls.push(`${name} ${keep ? 'keeps' : 'drops'} ${cache.name}`);
      return { saved: keep, savedBytes: 5 };
    },
  };
}
