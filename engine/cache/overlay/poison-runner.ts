import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRequest } from '../../testing/cache-request.ts';
import type { CacheRequest, PreparedCache } from '../cache-backend.ts';
import { createLocalCaches } from '../local-caches.ts';
import { inMount } from './overlay-bench.ts';
import { poisonings } from './poisonings.ts';

/** What an untrusted step without rights attempts, in a cache directory for each way; prints what trusted runs then read. */
const [home = ''] = process.argv.slice(2);
const trusted = ['release', 'default-branch', 'branch'] as const;
const clean = 'mkdir -p d; [ -e a ] || { printf clean > a; printf clean > d/b; ln -s a l; }';

for (const [index, [what, attack]] of poisonings.entries()) {
  const root = join(home, String(index));
  mkdirSync(root);
  const caches = createLocalCaches({ directory: root, overlays: ['process'] });
  const [backend] = caches.backends;
  if (backend === undefined || !(await backend.canSupport(cacheRequest(0, { key: 'k', trust: 'release' }))))
    throw new Error('This machine cannot mount overlays for users without rights.');
  const setUp = async (trust: CacheRequest['trust'], count: number): Promise<PreparedCache> => ({
    ...(await backend.setUp(cacheRequest(count, { key: 'k', trust }))),
    backend: 'overlay',
  });
  const first = await setUp('release', 1);
  inMount(first, clean);
  await backend.tearDown(first, { keep: true });
  const cache = await setUp('fork', 2);
  const others = await setUp('release', 3);
  let refused: string | undefined;
  const says = (error: unknown) => {
    refused = error instanceof Error ? error.message : String(error);
  };
  try {
    if (typeof attack === 'string') inMount(cache, script(attack, root, cache, others));
    else inMount(cache, 'printf poison > a');
  } catch (error) {
    says(error);
  }
  const given = typeof attack === 'string' ? cache : attack(cache, others);
  await backend.tearDown(given, { keep: true }).catch(says);
  await backend.tearDown(others, { keep: true }).catch(says);
  const read: string[] = [];
  for (const [count, trust] of trusted.entries()) {
    const next = await setUp(trust, 10 + count);
    read.push(inMount(next, 'cat a d/b l 2>/dev/null || :; ls | tr -d "\\n"'));
    await backend.tearDown(next, { keep: false });
  }
  const next = await setUp('fork', 20);
  const own = inMount(next, 'cat a 2>/dev/null || :');
  await backend.tearDown(next, { keep: false });
  await caches.close();
  process.stdout.write(`${JSON.stringify({ what, read, own, refused: refused?.split('\n')[0] })}\n`);
}

function script(attack: string, root: string, { path }: PreparedCache, others: PreparedCache): string {
  const names = {
    R: root,
    L: join(root, 'layers'),
    E: join(root, 'entries'),
    C: path,
    O: others.path,
    S: process.pid,
  };
  const set = Object.entries(names).map(([name, value]) => `${name}='${value}'`);
  // An attack goes on where one of its ways is barred.
  return `set +e; exec 2>/dev/null; ${set.join('; ')}; p() { printf poison > "$1"; }\n${attack}\n:`;
}
