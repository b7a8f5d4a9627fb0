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
  /**
   * What the content depends on, the most general part first, parts divided by `/`: `maven@1/linux-x64/<hash of a
   * lock file>`. An entry of another key may seed it if the first part is the same; the more parts, the nearer.
   */
  readonly key: string;
  readonly trust: Trust;
  /** The author's path below the project's cache root, if any. */
  readonly path: string | undefined;
  readonly executor: string;
  /** The template can do with a read-only directory beneath its own, as it declares. */
  readonly layered?: true;
}

/** A cache made ready for one start of an attempt. */
export interface PreparedCache extends MountedCache {
  readonly request: CacheRequest;
  /** Digest and writer of the entry that it was made from; absent: cold. */
  readonly from?: { readonly digest: string; readonly run: string; readonly trust: Trust };
  /** Name of the back end that made it; set by the registry. */
  readonly backend?: string;
}

/** What the end of an attempt did to the kept content. */
export interface CacheReport {
  /** Bytes of the files that were new or changed; 0 where nothing was saved. */
  readonly savedBytes: number;
  readonly saved: boolean;
}

/** One way to keep caches (T3.8). Registered ones are asked in order; the first that can is used. */
export interface CacheBackend {
  readonly name: string;
  canSupport(request: CacheRequest): Promise<boolean>;
  /** For a holder that has the cache already, as after a restart of the scheduler, gives it as it is. */
  setUp(request: CacheRequest): Promise<PreparedCache>;
  /** Saves what a successful attempt left (`keep`), or drops it; verified before it is visible. */
  tearDown(cache: PreparedCache, outcome: { readonly keep: boolean }): Promise<CacheReport>;
}

/** Kept content, as lists show it. */
export interface CacheEntry {
  readonly backend: string;
  readonly project: string;
  /** The pipeline, or the author's path. */
  readonly space: { readonly pipeline: string } | { readonly path: string };
  readonly template: string;
  readonly cache: string;
  readonly key: string;
  readonly trust: Trust;
  readonly digest: string;
  readonly bytes: number;
  readonly files: number;
  /** The run that wrote it. */
  readonly run: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly usedAt: number;
  /** How often it was given to an attempt. */
  readonly reads: number;
}

/** Reads and writes of one cache since it exists, also of entries that are gone (T1.7). */
export interface CacheUse extends Pick<CacheEntry, 'project' | 'space' | 'template' | 'cache'> {
  readonly reads: number;
  readonly writes: number;
  readonly bytes: number;
  /** The task that had it last, or has it; absent where none had (未绑定). */
  readonly boundTo?: { readonly pipeline: string; readonly task: string };
}

export interface CacheFilter {
  readonly project?: string;
  readonly pipeline?: string;
  readonly template?: string;
  readonly cache?: string;
}

export interface CacheFreed {
  readonly entries: number;
  readonly bytes: number;
}

/** What people do with the kept content of a machine: `stepyard cache list|clear|prune`. */
export interface CacheStore {
  /** Most recently used first. */
  list(filter?: CacheFilter): Promise<readonly CacheEntry[]>;
  uses(filter?: CacheFilter): Promise<readonly CacheUse[]>;
  clear(filter?: CacheFilter): Promise<CacheFreed>;
  /** Drops what was not used for so long, then the least recently used until the rest fits. */
  prune(limits?: { readonly unusedMs?: number; readonly maxBytes?: number }): Promise<CacheFreed>;
}
