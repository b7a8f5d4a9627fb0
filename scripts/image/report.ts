import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Built } from './build.ts';
import type { Layout } from './layout.ts';
import { packagesOf } from './packages.ts';
import { sbom } from './sbom.ts';
import { imageSize, sizeOf } from './sizes.ts';
import { unlockedIn } from './unlocked.ts';

/** What is known of an image once it is built, for benches and tests: `built/<name>.json` in the layout. */
export interface BuiltFacts {
  readonly name: string;
  readonly tags: readonly string[];
  readonly digest: string;
  /** The engine's id of it. */
  readonly id: string;
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
  readonly packages: number;
  /** Packages of other versions than the lock names, as its lines. */
  readonly unlocked: readonly string[];
}

/** Writes the facts and the bill of materials beside the image; a line for people. */
export function report(built: Built, { folder }: Layout, took: number): string {
  const { recipe, manifest, config, layers } = built;
  const packages = packagesOf(built).length;
  const facts: BuiltFacts = {
    name: recipe.name,
    tags: recipe.tags,
    digest: manifest.digest,
    id: config.digest,
    layers: layers.map(({ digest, size }) => ({ digest, size })),
    packages,
    unlocked: unlockedIn(built.records),
  };
  for (const each of ['built', 'sbom']) mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'built', `${recipe.name}.json`), `${JSON.stringify(facts, undefined, 2)}\n`);
  writeFileSync(join(folder, 'sbom', `${recipe.name}.cdx.json`), sbom(built));
  const { last } = sizeOf(built);
  return `${recipe.tags.join(', ')}: ${megabytes(imageSize(built))}, last layer ${(last / 1e3).toFixed(1)} kB, ${packages} packages, ${(took / 1000).toFixed(1)} s\n  ${manifest.digest}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
