import type { Trust } from '@stepyard/events';
import type { MountedCache } from '../executors/executor.ts';

export interface CacheRequest {
  readonly project: string;
  readonly pipeline: string;
  readonly run: string;
  readonly task: string;
  /** Attempt name: whoever holds the lease. */
  readonly holder: string;
  readonly template: string;
  /** Name declared by the template. */
  readonly cache: string;
  /** What the content depends on (lock files, tool version); entries of other keys may seed it. */
  readonly key: string;
  readonly trust: Trust;
  /** The author's path below the project's cache root, if any. */
  readonly path: string | undefined;
  readonly executor: string;
}

/** A cache made ready for one start of an attempt. */
export interface PreparedCache extends MountedCache {
  readonly request: CacheRequest;
  /** Digest and writer of the entry that it was made from; absent: cold. */
  readonly from?: { readonly digest: string; readonly run: string; readonly trust: Trust };
}

/** One way to keep caches (T3.8). Registered ones are asked in order; the first that can is used. */
export interface CacheBackend {
  readonly name: string;
  canSupport(request: CacheRequest): Promise<boolean>;
  setUp(request: CacheRequest): Promise<PreparedCache>;
  /** Saves what a successful attempt left (`keep`), or drops it; verified before it is visible. */
  tearDown(cache: PreparedCache, outcome: { readonly keep: boolean }): Promise<void>;
}
