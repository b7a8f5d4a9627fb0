import { isDeepStrictEqual } from 'node:util';
import type { CacheRequest } from '../cache-backend.ts';
import { cacheDirectory, identityOfCache } from '../cache-place.ts';
import { readableScopes } from '../trust.ts';
import { readScope, type StoredEntry } from './entry.ts';

/** What a request may start from, the best first: the same key, then the nearest one, then the newest. */
export function candidates(root: string, request: CacheRequest): StoredEntry[] {
  const identity = identityOfCache(request);
  const directory = cacheDirectory(root, identity);
  const found = readableScopes(request.trust).flatMap((trust) => readScope(directory, trust));
  const { project, space, template, cache } = identity;
  return found
    .filter(({ record }) =>
      isDeepStrictEqual(
        [project, space, template, cache],
        [record.project, record.space, record.template, record.cache],
      ),
    )
    .map((entry) => ({ entry, near: nearness(entry.record.key, request.key) }))
    .filter(({ near }) => near > 0)
    .sort((a, b) => b.near - a.near || b.entry.record.createdAt - a.entry.record.createdAt)
    .map(({ entry }) => entry);
}

/** How many leading parts two keys share, one more than there are where they are the same. */
function nearness(a: string, b: string): number {
  const [parts, others] = [a.split('/'), b.split('/')];
  if (a === b) return parts.length + 1;
  const differs = parts.findIndex((part, index) => part !== others[index]);
  return differs === -1 ? parts.length : differs;
}
