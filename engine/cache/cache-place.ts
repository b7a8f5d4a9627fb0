import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CacheEntry, CacheRequest } from './cache-backend.ts';

/** Which cache a request means: entries of one are never seen by another. */
export type CacheIdentity = Pick<CacheEntry, 'project' | 'space' | 'template' | 'cache'>;

/** @throws RangeError where the author's path leads out of the project's caches. */
export function identityOfCache(request: CacheRequest): CacheIdentity {
  const { project, pipeline, template, cache, path } = request;
  return { project, space: path === undefined ? { pipeline } : { path: checkedPath(path) }, template, cache };
}

/** The directory of a cache below the root; any text in a name makes one harmless segment. */
export function cacheDirectory(root: string, { project, space, template, cache }: CacheIdentity): string {
  const place = 'path' in space ? `path-${segment(space.path)}` : `pipeline-${segment(space.pipeline)}`;
  return join(root, 'entries', segment(project), place, `${segment(template)}.${segment(cache)}`);
}

/** Where the copy that an attempt works on is. */
export function heldDirectory(root: string, { holder, template, cache }: CacheRequest): string {
  return join(root, 'held', segment(holder), `${segment(template)}.${segment(cache)}`);
}

/** Lower case, digits and `-` stay; file systems may not tell cases apart, nor take long or dotted names. */
function segment(text: string): string {
  const safe = text.replace(/[^a-z0-9-]/gu, (char) => `%${Buffer.from(char).toString('hex')}`);
  if (safe !== '' && safe.length <= 80) return safe;
  return `${safe.slice(0, 60)}_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

function checkedPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '.' && part !== '');
  if (path.startsWith('/') || parts.includes('..') || parts.length === 0 || /[\0\\]/.test(path)) {
    throw new RangeError(
      `\`cache.path\` must be a path below the project's caches, got ${JSON.stringify(path)}. Name one like "shared/libraries", or leave it out for the pipeline's own.`,
    );
  }
  return parts.join('/');
}
