import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withMounts } from '../../executors/process/mounts.ts';
import type { CacheReport, CacheRequest, PreparedCache } from '../cache-backend.ts';
import { type CacheBench, createCacheBench } from '../directory/cache-bench.ts';

/** Caches whose attempts run in real mounts. */
export interface OverlayBench extends CacheBench {
  /** One attempt whose step is a shell script, in the directory of its cache; gives what that printed. */
  step(
    script: string,
    more?: Partial<CacheRequest>,
    keep?: boolean,
  ): Promise<{ cache: PreparedCache; report: CacheReport; said: string }>;
  /** Names of the layers that are on the disk. */
  layers(): readonly string[];
}

export function createOverlayBench(): OverlayBench {
  const bench = createCacheBench(['process']);
  return {
    ...bench,
    async step(script, more, keep = true) {
      const cache = await bench.caches.backend.setUp(bench.request(more));
      const said = inMount(cache, script);
      return { cache, said, report: await bench.caches.backend.tearDown(cache, { keep }) };
    },
    layers: () => readdirSync(join(bench.root, 'layers')).filter((name) => name !== 'empty'),
  };
}

/** Runs a shell script as a step would run, in the directory of its cache. */
export function inMount(cache: PreparedCache, script: string): string {
  if (cache.backend !== 'overlay')
    throw new Error(
      `This machine cannot mount overlays below ${cache.path}; run this as root, or allow users name spaces.`,
    );
  const [program = '', ...args] = withMounts(['/bin/sh', '-ec', `cd "$0"\n${script}`, cache.path], [cache]);
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Prints all that is in a directory, and what it is, so that two can be compared. */
export const listing = `find . -mindepth 1 -printf '%P|%y|%m|%l\\n' | sort; find . -type f -print0 | sort -z | xargs -0 -r sha256sum`;
