import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-files.ts';
import type { Built } from './build.ts';
import { unlockedIn } from './unlocked.ts';

/** Compressed bytes of an image: all of it, and its last layer (of a template: the bundle). */
export interface Size {
  readonly image: number;
  readonly last: number;
}

/** What a build found. */
export interface FoundSize extends Size {
  /** Some packages are of other versions than the lock names. */
  readonly unlocked?: boolean;
}

const file = join(root, 'runtime/image-sizes.json');

/** The sizes as the repository has them pinned. */
export function pinnedSizes(): Record<string, Size> {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function sizeOf({ layers }: { readonly layers: readonly { readonly size: number }[] }): Size {
  return { image: layers.reduce((sum, { size }) => sum + size, 0), last: layers.at(-1)?.size ?? 0 };
}

/** What is larger, or smaller, than pinned: a saving that is not pinned would be lost unseen. */
export function sizeProblems(
  found: Readonly<Record<string, FoundSize>>,
  pinned: Readonly<Record<string, Size>>,
) {
  return Object.entries(found).flatMap(([name, size]) => {
    const pin = pinned[name];
    if (pin === undefined) return [`\`${name}\` has no size in runtime/image-sizes.json.`];
    return (['image', 'last'] as const).flatMap((part) => {
      const [is, was] = [size[part], pin[part]];
      const tolerance = size.unlocked ? tolerances.unlocked : tolerances.locked;
      if (Math.abs(is - was) <= Math.max(was * tolerance, slack)) return [];
      return [
        `\`${name}\`: ${part === 'last' ? 'its last layer' : 'it'} has ${is} bytes, pinned are ${was}: ${is > was ? 'larger' : 'smaller'} by ${Math.abs(is - was)}.`,
      ];
    });
  });
}

export function checkSizes(built: readonly Built[]): void {
  const found = built.map(({ records, ...one }) => [
    one.recipe.name,
    { ...sizeOf(one), unlocked: unlockedIn(records).length > 0 },
  ]);
  const problems = sizeProblems(Object.fromEntries(found), pinnedSizes());
  if (problems.length === 0) return;
  throw new Error(
    `${problems.join('\n')}\nIf that is meant, run npm run image -- --pin and commit the file.`,
  );
}

/** Pins the sizes of what was built; others stay as they are. */
export function pinSizes(built: readonly Built[]): void {
  const all = { ...pinnedSizes(), ...sizes(built) };
  const ordered = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(ordered, undefined, 2)}\n`);
}

function sizes(built: readonly Built[]): Record<string, Size> {
  return Object.fromEntries(built.map((one) => [one.recipe.name, sizeOf(one)]));
}

/** An update of Debian changes sizes without anybody's doing. */
const tolerances = { locked: 0.03, unlocked: 0.1 };
const slack = 4096;
