import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-files.ts';
import type { Built } from './build.ts';
import type { Recipe } from './recipe.ts';
import { unlockedIn } from './unlocked.ts';

/** Compressed bytes of what an image adds to the one that it stands on, and of its last layer (of a template: the bundle). */
export interface Size {
  readonly own: number;
  readonly last: number;
}

/** What a build found. */
export interface FoundSize extends Size {
  /** Debian may have changed it without anybody's doing. */
  readonly drifting?: boolean;
}

interface Layered {
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
}

const file = join(root, 'runtime/image-sizes.json');

/** The sizes as the repository has them pinned. */
export function pinnedSizes(): Record<string, Size> {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Compressed bytes of all layers. */
export function imageSize({ layers }: Layered): number {
  return layers.reduce((sum, { size }) => sum + size, 0);
}

export function sizeOf(image: Layered, below?: Layered): Size {
  const beneath = new Set(below?.layers.map(({ digest }) => digest));
  const own = image.layers.filter(({ digest }) => !beneath.has(digest));
  return { own: imageSize({ layers: own }), last: image.layers.at(-1)?.size ?? 0 };
}

/** Where the lock is not met Debian has updates; and the lock does not name the Debian that `tools` is made of. */
export function drifts({ name }: Pick<Recipe, 'name'>, unlocked: readonly string[]): boolean {
  return unlocked.length > 0 || name === 'tools';
}

/** What is larger, or smaller, than pinned: a saving that is not pinned would be lost unseen. */
export function sizeProblems(
  found: Readonly<Record<string, FoundSize>>,
  pinned: Readonly<Record<string, Size>>,
) {
  return Object.entries(found).flatMap(([name, size]) => {
    const pin = pinned[name];
    if (pin === undefined) return [`\`${name}\` has no size in runtime/image-sizes.json.`];
    return (['own', 'last'] as const).flatMap((part) => {
      const [is, was] = [size[part], pin[part]];
      // Nothing of Debian is in a last layer that is not all there is.
      const bundle = part === 'last' && size.last !== size.own;
      const tolerance = size.drifting && !bundle ? tolerances.drifting : tolerances.usual;
      if (Math.abs(is - was) <= Math.max(was * tolerance, slack)) return [];
      return [
        `\`${name}\`: ${part === 'last' ? 'its last layer' : 'it'} has ${is} bytes of its own, pinned are ${was}: ${is > was ? 'larger' : 'smaller'} by ${Math.abs(is - was)}.`,
      ];
    });
  });
}

export function checkSizes(built: readonly Built[]): void {
  const found = built.map(({ records, ...one }) => [
    one.recipe.name,
    { ...sizeAmong(one, built), drifting: drifts(one.recipe, unlockedIn(records)) },
  ]);
  const problems = sizeProblems(Object.fromEntries(found), pinnedSizes());
  if (problems.length === 0) return;
  throw new Error(
    `${problems.join('\n')}\nIf that is meant, run npm run image -- --pin and commit the file.`,
  );
}

/** Pins the sizes of what was built; others stay as they are. */
export function pinSizes(built: readonly Built[]): void {
  const found = built.map((one) => [one.recipe.name, sizeAmong(one, built)] as const);
  const all = { ...pinnedSizes(), ...Object.fromEntries(found) };
  const ordered = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(ordered, undefined, 2)}\n`);
}

function sizeAmong(one: Pick<Built, 'recipe' | 'layers'>, built: readonly Built[]): Size {
  return sizeOf(
    one,
    built.find(({ recipe }) => recipe.name === one.recipe.on),
  );
}

const tolerances = { usual: 0.03, drifting: 0.1 };
const slack = 4096;
