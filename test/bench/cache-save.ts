import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Amount,
  amounts,
  inCache,
  openCaches,
  pack,
  peerName,
  withPlace,
  writeFiles,
} from './cache/place.ts';
import { type BenchReport, type BenchRow, compare, sampleOf, takeTurns } from './report.ts';

const rounds = 6;

/** What it takes to keep what a step left in its cache. */
export async function bench(): Promise<BenchReport> {
  const rows: BenchRow[] = [];
  for (const amount of amounts) rows.push(...(await withPlace((directory) => measure(directory, amount))));
  return {
    name: 'cache-save',
    rows,
    notes: [
      'the step rewrites every hundredth file; ours is the whole end of the hand-out: what changed is compared, hashed, written down and made visible',
      'the peer packs the directory as actions/cache does, without the transfer that it does besides',
      `bytes are those of the files that are new or changed, not compressed, and their manifest; ${rounds} rounds`,
      'every eighth save makes one layer of all, which is counted in the last rows alone',
    ],
  };
}

async function measure(directory: string, amount: Amount): Promise<BenchRow[]> {
  const plain = join(directory, 'plain');
  const archive = join(directory, 'cache.tzst');
  writeFiles(plain, amount);
  const caches = openCaches(join(directory, 'overlay'), 'overlay');
  const cold = await caches.setUp();
  await inCache(cold, ['cp', '-a', `${plain}/.`, cold.path]);
  await caches.backend.tearDown(cold, { keep: true });
  const bytes: number[] = [];
  const unchangedBytes: number[] = [];

  async function save(command: (path: string) => readonly string[], to: number[]): Promise<number> {
    const cache = await caches.setUp();
    await inCache(cache, command(cache.path));
    const start = performance.now();
    const { savedBytes } = await caches.backend.tearDown(cache, { keep: true });
    const ms = performance.now() - start;
    to.push(savedBytes);
    return ms;
  }
  const times = await takeTurns(
    {
      unchanged: () =>
        save((path) => ['/bin/sh', '-c', 'cat "$0"/package-1*/lib/* > /dev/null', path], unchangedBytes),
      changed: (round) => save((path) => rewrite(path, amount, round), bytes),
      peer: async () => {
        rmSync(archive, { force: true });
        const start = performance.now();
        await pack(plain, archive);
        return performance.now() - start;
      },
    },
    rounds,
  );
  const flattened: number[] = [];
  for (let round = rounds; round < rounds + 6; round++) {
    flattened.push(await save((path) => rewrite(path, amount, round), []));
  }
  await caches.close();
  const { what } = amount;
  const ours = sampleOf(bytes.map((saved) => saved + (amount.files / 100) * 110));
  const packed = sampleOf([statSync(archive).size]);
  return [
    {
      what: `${what}: unchanged`,
      ours: times.unchanged.median,
      oursMin: times.unchanged.min,
      peer: times.peer.median,
      peerMin: times.peer.min,
      peerName,
      unit: 'ms',
      ratio: times.peer.median / times.unchanged.median,
      goal: '≤ 50 ms',
      met: times.unchanged.median <= 50,
    },
    {
      what: `${what}: bytes, unchanged`,
      ours: Math.max(...unchangedBytes),
      peer: packed.median,
      peerName,
      unit: 'B',
      goal: '0',
      met: Math.max(...unchangedBytes) === 0,
    },
    compare({
      what: `${what}: 1 % changed`,
      unit: 'ms',
      ours: times.changed,
      peer: times.peer,
      peerName,
      kind: 'faster',
      goal: 40,
    }),
    compare({
      what: `${what}: bytes, 1 % changed`,
      unit: 'B',
      ours,
      peer: packed,
      peerName,
      kind: 'faster',
      goal: 200,
    }),
    {
      what: `${what}: 1 % changed, the save that makes one layer of eight`,
      ours: Math.max(...flattened),
      peer: times.peer.median,
      peerName,
      unit: 'ms',
      ratio: times.peer.median / Math.max(...flattened),
      goal: '–',
      met: true,
    },
  ];
}

/** Writes every hundredth file anew. */
function rewrite(path: string, { files, bytes, perDirectory }: Amount, round: number): readonly string[] {
  const script =
    'i=0; while [ $i -lt "$1" ]; do head -c "$2" /dev/urandom > "$0/package-$((i / $3))/lib/file-$i.js"; i=$((i + 100)); done';
  return ['/bin/sh', '-c', `: ${round}; ${script}`, path, String(files), String(bytes), String(perDirectory)];
}
