import { type BuildOptions, type Built, build } from './build.ts';
import { type Composed, compose } from './compose.ts';
import { type Layout, mediaTypes } from './layout.ts';
import { inspect } from './seal.ts';

/**
 * Lays the base, and the templates on it, out for the other architecture too: its base
 * is put together from packages without running any of it. The layout's names then stand for both.
 */
export async function layOutForArm(built: readonly Built[], options: BuildOptions): Promise<string[]> {
  const { layout } = options;
  const other = options.architecture === 'arm64' ? 'amd64' : 'arm64';
  const own = built.find(({ recipe }) => recipe.on === undefined);
  if (own === undefined) return [];
  const base = await build(own.recipe, { ...options, architecture: other });
  const lines: string[] = [];
  for (const one of built) {
    const { recipe, records } = one;
    if (recipe !== own.recipe && recipe.on !== own.recipe.name) continue;
    if (recipe.name === 'tools') continue;
    const image = await inspect(one.config.digest);
    const alike = recipe.packages.length === 0;
    const above = alike ? records : (await build(recipe, { ...options, architecture: other })).records;
    const layers = [...base.records, ...above.slice(own.records.length)];
    const composed = compose(layout, image, layers, other);
    nameBoth(layout, recipe.tags, [one, composed]);
    const bytes = composed.layers.reduce((sum, { size }) => sum + size, 0);
    lines.push(`${recipe.name} for ${other}: ${(bytes / 1e6).toFixed(2)} MB, ${composed.manifest.digest}`);
  }
  return lines;
}

function nameBoth(layout: Layout, tags: readonly string[], both: readonly Composed[]): void {
  const manifests = both
    .map(({ manifest }) => manifest)
    .sort((a, b) => ((a.platform?.architecture ?? '') < (b.platform?.architecture ?? '') ? -1 : 1));
  const index = layout.add({ schemaVersion: 2, mediaType: mediaTypes.index, manifests }, mediaTypes.index);
  for (const tag of tags) layout.name(tag, index);
}
