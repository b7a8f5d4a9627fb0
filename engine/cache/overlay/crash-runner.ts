import { cacheRequest } from '../../testing/cache-request.ts';
import { createLocalCaches } from '../local-caches.ts';
import { inMount } from './overlay-bench.ts';

/** Attempts without end, each over the same cache, until the process is killed; status 3 if one finds half of a write. */
const [directory = '', name = ''] = process.argv.slice(2);
const [backend] = createLocalCaches({ directory, overlays: ['process'] }).backends;
for (let round = 0; backend !== undefined; round++) {
  const holder = `${name}-${round}`;
  const request = cacheRequest(name, { holder, key: 'k' });
  if (!(await backend.canSupport(request))) process.exit(4);
  const cache = { ...(await backend.setUp(request)), backend: 'overlay' };
  const found = inMount(cache, 'cat d*/* 2>/dev/null | sort | uniq -c').trim().split(/\s+/);
  if (found.join('') !== '' && (found.length !== 2 || found[0] !== '40')) process.exit(3);
  const step = `rm -rf d$((${round} % 3)); for d in 0 1 2 3; do mkdir -p d$d; for f in 0 1 2 3 4 5 6 7 8 9; do echo ${holder} > d$d/$f; done; done`;
  inMount(cache, step);
  process.stdout.write(found.join('') === '' ? 'cold\n' : 'warm\n');
  await backend.tearDown(cache, { keep: round % 5 !== 4 });
  process.stdout.write('saved\n');
}
