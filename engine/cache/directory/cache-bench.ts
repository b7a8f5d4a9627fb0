import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { removeTree } from '../../executors/remove-tree.ts';
import { cacheRequest } from '../../testing/cache-request.ts';
import type { CacheBackend, CacheReport, CacheRequest, PreparedCache } from '../cache-backend.ts';
import { createLocalCaches, type LocalCaches } from '../local-caches.ts';

/** One back end that is the first of all that can. */
export interface BenchCaches extends Omit<LocalCaches, 'backends'> {
  readonly backend: {
    setUp(request: CacheRequest): Promise<PreparedCache>;
    tearDown(cache: PreparedCache, outcome: { readonly keep: boolean }): Promise<CacheReport>;
  };
}

/** Caches in a temporary directory that lives as long as a test, and requests for them. */
export interface CacheBench {
  readonly root: string;
  readonly caches: BenchCaches;
  /** Another process on the same directory. */
  another(maxBytes?: number): BenchCaches;
  request(more?: Partial<CacheRequest>): CacheRequest;
  /** One attempt: sets up, works in the directory, tears down. */
  attempt(
    work: (path: string) => void,
    more?: Partial<CacheRequest>,
    keep?: boolean,
  ): Promise<{ cache: PreparedCache; report: CacheReport }>;
}

export function createCacheBench(overlays: readonly string[] = []): CacheBench {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'caches-')));
  const root = join(home, 'caches');
  const opened: BenchCaches[] = [];
  let count = 0;

  function another(maxBytes?: number): BenchCaches {
    const { backends, store, close } = createLocalCaches({
      directory: root,
      overlays,
      ...(maxBytes !== undefined && { maxBytes }),
    });
    const caches: BenchCaches = { backend: firstOf(backends), store, close };
    opened.push(caches);
    return caches;
  }

  function request(more: Partial<CacheRequest> = {}): CacheRequest {
    count += 1;
    return cacheRequest(count, more);
  }

  const caches = another();
  onTestFinished(async () => {
    for (const one of opened) await one.close();
    await removeTree(home);
  });
  return {
    root,
    caches,
    another,
    request,
    async attempt(work, more, keep = true) {
      const cache = await caches.backend.setUp(request(more));
      work(cache.path);
      return { cache, report: await caches.backend.tearDown(cache, { keep }) };
    },
  };
}

/** What the registry does, but failures are seen. */
function firstOf(backends: readonly CacheBackend[]): BenchCaches['backend'] {
  return {
    async setUp(request) {
      for (const backend of backends) {
        if (await backend.canSupport(request))
          return { ...(await backend.setUp(request)), backend: backend.name };
      }
      throw new Error('No back end.');
    },
    async tearDown(cache, outcome) {
      const backend = backends.find(({ name }) => name === cache.backend);
      return backend?.tearDown(cache, outcome) ?? { saved: false, savedBytes: 0 };
    },
  };
}

/** Writes files by relative path. */
export function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

/** The texts of all files by relative path. */
export function contents(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(directory, name)).isFile()).sort();
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}
