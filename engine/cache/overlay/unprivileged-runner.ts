import { cacheRequest } from '../../testing/cache-request.ts';
import { createLocalCaches } from '../local-caches.ts';
import { inMount } from './overlay-bench.ts';

/** Two attempts of a user without rights; prints what each could do. */
const [directory = ''] = process.argv.slice(2);
const caches = createLocalCaches({ directory, overlays: ['process'] });
const scripts = [
  'echo one > a; mkdir d; echo x > d/y',
  `cat a
  ls -A '${directory}/layers' | grep -q . || echo hidden
  umount '${directory}/layers' 2>/dev/null || echo no rights
  echo two > b; rm -r d; mkdir d`,
  'echo $(cat a b) $(ls d)',
];
for (const [index, script] of scripts.entries()) {
  const request = cacheRequest(index, { key: 'k' });
  const [backend] = caches.backends;
  if (backend === undefined || !(await backend.canSupport(request))) throw new Error('No mount can be made.');
  const cache = { ...(await backend.setUp(request)), backend: 'overlay' };
  process.stdout.write(inMount(cache, script));
  if ((await backend.tearDown(cache, { keep: true })).saved) process.stdout.write('saved\n');
}
await caches.close();
