import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertManifest, imageNames, localImages, type Manifest } from '@stepyard/catalog';
import { root } from '../source-files.ts';
import { baseSystem } from './base-system.ts';

/** How one image comes to be. */
export interface Recipe {
  /** As it is asked for: `base`, `tools`, `clone`, `maven-jdk17`. */
  readonly name: string;
  /** What the image is called; the first one is its own, the others are alike. */
  readonly tags: readonly string[];
  /** From the root of the repository. */
  readonly dockerfile: string;
  /** The recipe that it stands on; absent: nothing of ours. */
  readonly on?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly manifest?: Manifest;
  /** npm packages and Go programs that the Dockerfile takes from `packages/`. */
  readonly packages: readonly string[];
}

export const images = process.env.STEPYARD_IMAGES ?? localImages;

/** Every image of the repository, those that others stand on first. */
export function recipes(): Recipe[] {
  const own = { args: { BASE: baseSystem }, packages: [] };
  const base = { ...own, name: 'base', tags: [`${images}/base:node24`], dockerfile: 'runtime/Dockerfile' };
  const tools = {
    name: 'tools',
    tags: [`${images}/tools:bookworm`],
    dockerfile: 'runtime/tools.Dockerfile',
    on: 'base',
    args: { BASE: baseSystem, STEPYARD_BASE: base.tags[0] ?? '' },
    packages: [],
  };
  const folders = readdirSync(join(root, 'templates')).filter((name) =>
    existsSync(join(root, 'templates', name, 'Dockerfile')),
  );
  return [base, tools, ...folders.flatMap((name) => ofTemplate(name, tools.tags[0] ?? ''))];
}

/** One image, or one for each version that an input selects. */
function ofTemplate(name: string, tools: string): Recipe[] {
  const dockerfile = `templates/${name}/Dockerfile`;
  const text = readFileSync(join(root, dockerfile), 'utf8');
  const on = text.includes('stepyard/tools:') ? 'tools' : 'base';
  const manifest = readManifest(name);
  const base = on === 'tools' ? tools : `${images}/base:node24`;
  const recipe = {
    name,
    dockerfile,
    on,
    manifest,
    args: { BASE: base },
    packages: [...text.matchAll(/^COPY packages\/([\w-]+)\//gm)].map(([, one]) => one ?? ''),
  };
  const [plain = '', ...others] = imageNames(manifest, images);
  const { variants } = manifest;
  if (variants === undefined) return [{ ...recipe, tags: [plain] }];
  return Object.entries(variants.images).map(([value, { suffix }], index) => ({
    ...recipe,
    name: `${name}-${suffix}`,
    tags: [...(value === variants.default ? [plain] : []), others[index] ?? ''],
    args: { ...recipe.args, [variants.input.toUpperCase()]: value },
  }));
}

function readManifest(name: string): Manifest {
  const text = readFileSync(join(root, 'catalog/generated', `${name}.json`), 'utf8');
  const { $schema, ...value }: Record<string, unknown> = JSON.parse(text);
  const manifest: unknown = value;
  assertManifest(manifest);
  return manifest;
}

/** The recipes of the wanted names and those that they stand on; a template's name means all its variants. */
export function chosen(names: readonly string[], all: readonly Recipe[] = recipes()): Recipe[] {
  const known = new Set(all.flatMap(({ name, manifest }) => [name, ...(manifest ? [manifest.name] : [])]));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no image ${unknown.map((name) => `\`${name}\``).join(', ')}. Name some of: ${[...known].join(' ')}.`,
    );
  }
  const wanted = new Set<string>();
  const want = (recipe: Recipe) => {
    wanted.add(recipe.name);
    for (const below of all) if (below.name === recipe.on) want(below);
  };
  for (const recipe of all)
    if (names.length === 0 || names.includes(recipe.name) || names.includes(recipe.manifest?.name ?? ''))
      want(recipe);
  return all.filter(({ name }) => wanted.has(name));
}
