import { mkdirSync, realpathSync } from 'node:fs';
import type { CacheBackend, CacheStore } from './cache-backend.ts';
import { createDirectoryBackend } from './directory/directory-backend.ts';
import { createDirectoryStore } from './directory/directory-store.ts';
import { createDiscard } from './discard.ts';
import { createLayersBackend } from './layers/layers-backend.ts';
import { createOverlayBackend } from './overlay/overlay-backend.ts';

export interface LocalCachesOptions {
  /** Where entries are kept; made when needed, readable by this user only. */
  readonly directory: string;
  /** The least recently used entries go when all together have more; default 20 GiB, spare copies included. */
  readonly maxBytes?: number;
  /** Executors that make the mounts of overlays; `process` by default. */
  readonly overlays?: readonly string[];
  /** Says whether such an executor mounts what is on this machine; by default each does. */
  readonly isHere?: (executor: string) => Promise<boolean>;
}

export interface LocalCaches {
  /**
   * In the order in which they are to be asked: `overlay`, where a mount can be made, then `layers` and `directory`,
   * which have the same entries.
   */
  readonly backends: readonly CacheBackend[];
  readonly store: CacheStore;
  /** Resolves when nothing is left to do. */
  close(): Promise<void>;
}

/** Caches kept in a directory of this machine. */
export function createLocalCaches(options: LocalCachesOptions): LocalCaches {
  const { directory, maxBytes = 20 * 2 ** 30, overlays = ['process'], isHere } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const root = realpathSync(directory);
  const discard = createDiscard(root);
  const store = createDirectoryStore(root, discard);
  const place = { root, discard, onSaved: () => void store.prune({ maxBytes }) };
  return {
    backends: [
      ...(overlays.length > 0 ? [createOverlayBackend(place, overlays, isHere)] : []),
      createLayersBackend(place),
      createDirectoryBackend(place),
    ],
    store,
    close: discard.idle,
  };
}
