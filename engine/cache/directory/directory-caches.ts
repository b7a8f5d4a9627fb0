import { mkdirSync, realpathSync } from 'node:fs';
import type { CacheBackend, CacheStore } from '../cache-backend.ts';
import { createDiscard } from '../discard.ts';
import { createDirectoryBackend } from './directory-backend.ts';
import { createDirectoryStore } from './directory-store.ts';

export interface DirectoryCachesOptions {
  /** Where entries are kept; made when needed, readable by this user only. */
  readonly directory: string;
  /** The least recently used entries go when all together have more; default 20 GiB, spare copies included. */
  readonly maxBytes?: number;
}

export interface DirectoryCaches {
  readonly backend: CacheBackend;
  readonly store: CacheStore;
  /** Resolves when nothing is left to do. */
  close(): Promise<void>;
}

/** Caches kept as directories of this machine. */
export function createDirectoryCaches({
  directory,
  maxBytes = 20 * 2 ** 30,
}: DirectoryCachesOptions): DirectoryCaches {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const root = realpathSync(directory);
  const discard = createDiscard(root);
  const store = createDirectoryStore(root, discard);
  const backend = createDirectoryBackend({
    root,
    discard,
    onSaved: () => void store.prune({ maxBytes }),
  });
  return {
    backend,
    store,
    close: discard.idle,
  };
}
