import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRequest } from '../../testing/cache-request.ts';
import { createLocalCaches } from '../local-caches.ts';

/** Attempts without end, each over the same cache, until the process is killed; status 3 if one finds half of a write. */
const [directory = '', name = ''] = process.argv.slice(2);
const backend = createLocalCaches({ directory }).backends.at(-1);
for (let round = 0; ; round++) {
  const holder = `${name}-${round}`;
  const cache = await backend?.setUp(cacheRequest(name, { holder, key: 'k' }));
  if (backend === undefined || cache === undefined) break;
  const texts = readdirSync(cache.path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.txt'))
    .map((file) => readFileSync(join(cache.path, file), 'utf8'));
  if (new Set(texts).size > 1 || (texts.length !== 0 && texts.length !== 40)) process.exit(3);
  process.stdout.write(texts.length > 0 ? 'warm\n' : 'cold\n');
  for (let file = 0; file < 40; file++) {
    const path = join(cache.path, `d${file % 7}`);
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, `${file}.txt`),
      `${holder}${'.'.repeat(file === 3 ? 100_000 : 0)}`.slice(0, holder.length),
    );
  }
  await backend.tearDown(cache, { keep: round % 5 !== 4 });
}
