import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeRecord } from '../../json-record.ts';
import type { CacheRequest } from '../cache-backend.ts';
import { cacheDirectory, identityOfCache } from '../cache-place.ts';
import type { Described, DescribedPaths } from '../tree/tree-work.ts';
import { countUse, type EntryRecord, noteChecked, type StoredEntry } from './entry.ts';
import type { HeldRecord } from './held.ts';

/** Makes a tree an entry of the run's own scope; it becomes visible whole, by one rename. */
export function publishEntry(
  root: string,
  made: DescribedPaths,
  { request }: HeldRecord,
  { changedBytes, ...described }: Described,
): StoredEntry {
  return publishRecord(root, request, described, (draft) => {
    renameSync(made.manifest, join(draft, 'manifest'));
    renameSync(made.tree, join(draft, 'tree'));
  });
}

/** Makes an entry of what was found and of what `fill` puts into its directory. */
export function publishRecord(
  root: string,
  request: CacheRequest,
  found: Pick<EntryRecord, 'digest' | 'sum' | 'bytes' | 'files' | 'since' | 'layers' | 'executor'>,
  fill: (draft: string) => void,
): StoredEntry {
  const identity = identityOfCache(request);
  const cache = cacheDirectory(root, identity);
  const scope = join(cache, request.trust);
  const id = `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(4).toString('hex')}`;
  const draft = join(scope, `.new-${id}`);
  const { key, trust, run } = request;
  const record: EntryRecord = { ...identity, key, trust, run, ...found, createdAt: Date.now() };
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  fill(draft);
  noteChecked(draft);
  writeRecord(join(draft, 'entry.json'), record);
  renameSync(draft, join(scope, id));
  writeRecord(join(cache, 'cache.json'), identity);
  countUse(cache, 'writes');
  return { directory: join(scope, id), record };
}
