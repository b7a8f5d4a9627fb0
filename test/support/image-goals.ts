import type { Recipe } from '../../scripts/image/recipe.ts';

/** Compressed bytes: of the base, of what a template adds to it that calls an API only, and of twenty of these. */
export const goals = { base: 41_000_000, bundle: 100_000, twenty: 2_000_000 } as const;

/** Their tool is an npm package, which stands in the bundle. */
const toolsInBundles: readonly string[] = ['hitchhiker', 'sonar'];

/** Adds nothing to the base but a bundle, in which there is no tool. */
export function bundleOnly({ on, manifest, packages }: Recipe): boolean {
  if (on !== 'base' || manifest === undefined || packages.length > 0) return false;
  return !toolsInBundles.includes(manifest.name);
}
