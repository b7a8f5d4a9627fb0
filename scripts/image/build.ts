import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Composed, compose } from './compose.ts';
import { withContext } from './context.ts';
import { docker } from './engine.ts';
import type { LayerRecord } from './layer-records.ts';
import type { Layout } from './layout.ts';
import { load } from './load.ts';
import { lockOf } from './lock.ts';
import { pressImage } from './press.ts';
import type { Recipe } from './recipe.ts';
import { inspect, sealLayers } from './seal.ts';

export interface BuildOptions {
  readonly layout: Layout;
  /** Of the image; the engine's own, or that of a base which is only laid out. */
  readonly architecture: string;
  /** Also what the engine has built before. */
  readonly fresh?: boolean;
  /** Takes Debian's versions of today; each is given as a line of the lock. */
  readonly relock?: (line: string) => void;
  /** The lock's lines for an image. Default: those of the repository. */
  readonly lock?: (image: string) => string;
}

export interface Built extends Composed {
  readonly recipe: Recipe;
  readonly records: readonly LayerRecord[];
}

/** Has the engine build a recipe, seals what came out, and gives it back to the engine under its names. */
export async function build(recipe: Recipe, options: BuildOptions): Promise<Built> {
  const { layout, architecture } = options;
  const id = await withContext(recipe, architecture, async (folder) => {
    if (recipe.on === undefined)
      await run(folder, ['--target', 'press', '--tag', pressImage], recipe, options);
    return run(folder, [], recipe, options);
  });
  const image = await inspect(id);
  const records = await sealLayers(id, layout, recipe.on === undefined);
  return { recipe, records, ...compose(layout, image, records, architecture) };
}

/** Puts an image into the engine and into the layout's index. */
export async function publish({ layout }: BuildOptions, built: Built): Promise<void> {
  await load(layout, built, built.recipe.tags);
  for (const tag of built.recipe.tags) layout.name(tag, built.manifest);
}

async function run(
  folder: string,
  more: readonly string[],
  recipe: Recipe,
  { architecture, fresh, relock, lock: linesOf = lockOf }: BuildOptions,
): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'stepyard-built-'));
  try {
    const file = join(scratch, 'id');
    const lock = relock ? `relock ${Date.now()}` : linesOf(recipe.name);
    const args = { ...recipe.args, ...(recipe.on === undefined && { ARCH: architecture }) };
    const said = await docker(
      'build',
      ...['--iidfile', file, ...more, ...(fresh ? ['--no-cache'] : [])],
      ...Object.entries(takesTools(folder) ? { ...args, LOCK: lock } : args).flatMap(([name, value]) => [
        '--build-arg',
        `${name}=${value}`,
      ]),
      ...Object.entries(labels(recipe)).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
      folder,
    );
    for (const [, line = ''] of said.matchAll(/\block: (deb .*)$/gm)) relock?.(line);
    return readFileSync(file, 'utf8').trim();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function takesTools(folder: string): boolean {
  return readFileSync(join(folder, 'Dockerfile'), 'utf8').includes('ARG LOCK=');
}

function labels({ manifest, name }: Recipe): Record<string, string> {
  const own = 'org.opencontainers.image';
  if (manifest === undefined)
    return { [`${own}.title`]: `stepyard-${name}`, [`${own}.licenses`]: 'Apache-2.0' };
  return {
    [`${own}.title`]: manifest.name,
    [`${own}.description`]: manifest.help.en,
    [`${own}.version`]: manifest.version,
    [`${own}.licenses`]: 'Apache-2.0',
    'dev.stepyard.template': JSON.stringify(manifest),
  };
}
