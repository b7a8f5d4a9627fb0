import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Amount,
  amounts,
  inCache,
  openCaches,
  pack,
  peerName,
  run,
  unpack,
  withPlace,
  writeFiles,
} from './cache/place.ts';
import { type BenchReport, type BenchRow, compare, takeTurns } from './report.ts';

/** Reads every file, as a build would that uses all of them. */
const readAll = (directory: string) => [
  '/bin/sh',
  '-c',
  'cd "$0" && find . -type f -print0 | xargs -0 cat > /dev/null',
  directory,
];

/** What it takes until a step can use what was kept, and what using it costs then. */
export async function bench(): Promise<BenchReport> {
  const rows: BenchRow[] = [];
  for (const amount of amounts) rows.push(...(await withPlace((directory) => measure(directory, amount))));
  return {
    name: 'cache-restore',
    rows,
    notes: [
      'ours is all from the request to the end of a program in the mount: the record, 32 paths looked at, unshare, mount, the program itself (`true`)',
      'the peer runs what actions/cache runs: tar with `zstdmt --long=30` and `unzstd --long=30`, without the transfer that it does besides',
      'files are in the page cache for all alike; five rounds, three of the last rows',
      '"once in ten minutes" is the look at every path where steps run beside the cache, on `process`; in containers it is not needed',
      '"a copy each" is what caches are where no mount can be made',
    ],
  };
}

async function measure(directory: string, amount: Amount): Promise<BenchRow[]> {
  const plain = join(directory, 'plain');
  const archive = join(directory, 'cache.tzst');
  writeFiles(plain, amount);
  await pack(plain, archive);
  const overlay = openCaches(join(directory, 'overlay'), 'overlay');
  const copies = openCaches(join(directory, 'copies'), 'directory');
  for (const caches of [overlay, copies]) {
    const cold = await caches.setUp();
    await inCache(cold, ['cp', '-a', `${plain}/.`, cold.path]);
    await caches.backend.tearDown(cold, { keep: true });
  }
  async function restore({ setUp, backend }: typeof overlay): Promise<number> {
    const start = performance.now();
    const cache = await setUp();
    await inCache(cache, ['/bin/true']);
    const ms = performance.now() - start;
    await backend.tearDown(cache, { keep: true });
    return ms;
  }
  const times = await takeTurns({
    overlay: () => restore(overlay),
    peer: async () => {
      const to = join(directory, 'restored');
      const start = performance.now();
      await unpack(archive, to);
      const ms = performance.now() - start;
      rmSync(to, { recursive: true });
      return ms;
    },
    mounted: async () => {
      const cache = await overlay.setUp();
      const start = performance.now();
      await inCache(cache, readAll(cache.path));
      const ms = performance.now() - start;
      await overlay.backend.tearDown(cache, { keep: true });
      return ms;
    },
    plain: async () => {
      const start = performance.now();
      await run(readAll(plain));
      return performance.now() - start;
    },
  });
  const others = await takeTurns(
    {
      look: () => {
        forgetLook(join(directory, 'overlay'));
        return restore(overlay);
      },
      copies: () => restore(copies),
    },
    3,
  );
  for (const caches of [overlay, copies]) await caches.close();
  const { what } = amount;
  const goal = amount.files > 10_000 ? 100 : 30;
  const best = times.peer.min / times.overlay.median;
  return [
    {
      ...compare({
        what: `${what}: restore`,
        unit: 'ms',
        ours: times.overlay,
        peer: times.peer,
        peerName,
        kind: 'faster',
        goal,
      }),
      ratio: best,
      met: best >= goal,
      goal: `≥ ${goal} × its best`,
    },
    {
      what: `${what}: restore`,
      ours: times.overlay.median,
      oursMin: times.overlay.min,
      unit: 'ms',
      goal: '≤ 10 ms',
      met: times.overlay.median <= 10,
    },
    compare({
      what: `${what}: reading everything afterwards`,
      unit: 'ms',
      ours: times.mounted,
      peer: times.plain,
      peerName: 'a plain directory',
      kind: 'atMost',
      goal: 1.25,
    }),
    {
      what: `${what}: restore with the look, once in ten minutes`,
      ours: others.look.median,
      oursMin: others.look.min,
      peer: times.peer.median,
      peerMin: times.peer.min,
      peerName,
      unit: 'ms',
      ratio: times.peer.median / others.look.median,
      goal: '–',
      met: true,
    },
    {
      what: `${what}: restore as a copy each`,
      ours: others.copies.median,
      oursMin: others.copies.min,
      peer: times.peer.median,
      peerMin: times.peer.min,
      peerName,
      unit: 'ms',
      ratio: times.peer.median / others.copies.median,
      goal: '–',
      met: true,
    },
  ];
}

/** As if ten minutes had passed. */
function forgetLook(root: string): void {
  const entries = join(root, 'entries');
  for (const name of readdirSync(entries, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('/looked')) utimesSync(join(entries, name), 0, 0);
}
