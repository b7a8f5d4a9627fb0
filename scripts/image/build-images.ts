import { spawnSync } from 'node:child_process';
import { root } from '../source-files.ts';
import { layOutForArm } from './arm64.ts';
import { provideBaseSystem } from './base-system.ts';
import { type BuildOptions, type Built, build, publish } from './build.ts';
import { engineArchitecture } from './engine.ts';
import type { Layout } from './layout.ts';
import { relock } from './lock.ts';
import type { Recipe } from './recipe.ts';
import { report } from './report.ts';
import { checkSizes, pinSizes } from './sizes.ts';
import { tellUnlocked } from './unlocked.ts';

export interface Wishes {
  readonly layout: Layout;
  readonly arm64?: boolean;
  readonly fresh?: boolean;
  /** Of these recipes, Debian's versions of today are taken into the lock. */
  readonly relock?: readonly string[];
  readonly pin?: boolean;
  /** Refuses packages of other versions than the lock names. */
  readonly release?: boolean;
  /** Sizes are not compared with the pinned ones. */
  readonly unpinned?: boolean;
  readonly say: (line: string) => void;
}

/** Builds recipes, two at a time, each after the one that it stands on; throws where a size is not the pinned one. */
export async function buildImages(recipes: readonly Recipe[], wishes: Wishes): Promise<Built[]> {
  const { layout, say } = wishes;
  const architecture = await engineArchitecture();
  bundle(recipes);
  await provideBaseSystem(say);
  const options: BuildOptions = {
    layout,
    architecture,
    ...(wishes.fresh && { fresh: true }),
  };
  const built = await inOrder(recipes, async (recipe) => {
    const start = performance.now();
    const relocking = wishes.relock?.includes(recipe.name);
    const one = await build(recipe, {
      ...options,
      ...(relocking && { relock: (line) => relock(recipe.name, [line]) }),
    });
    await publish(options, one);
    say(report(one, layout, performance.now() - start));
    return one;
  });
  if (wishes.arm64) {
    const relocking = wishes.relock?.includes('base');
    const lock = relocking ? { relock: (line: string) => relock('base', [line]) } : {};
    for (const line of await layOutForArm(built, { ...options, ...lock })) say(line);
  }
  tellUnlocked(built, say, wishes.release || wishes.pin);
  if (wishes.pin) pinSizes(built);
  else if (!wishes.unpinned) checkSizes(built);
  return built;
}

/** Two builds at a time, none before what it stands on. */
async function inOrder(
  recipes: readonly Recipe[],
  work: (recipe: Recipe) => Promise<Built>,
): Promise<Built[]> {
  const started = new Map<string, Promise<Built>>();
  let free = 2;
  const waiting: (() => void)[] = [];
  for (const recipe of recipes) {
    const run = async () => {
      await started.get(recipe.on ?? '');
      if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free--;
      try {
        return await work(recipe);
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    };
    started.set(recipe.name, run());
  }
  return Promise.all(started.values());
}

/** Turbo knows which bundles are current. */
function bundle(recipes: readonly Recipe[]): void {
  const names = new Set(recipes.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest.name])));
  if (names.size === 0) return;
  const filters = [...names].map((name) => `--filter=@stepyard/template-${name}`);
  const args = ['run', 'bundle', '--output-logs=errors-only', '--no-update-notifier', ...filters];
  const { status, stdout, stderr } = spawnSync('turbo', args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  if (status !== 0) throw new Error(`The bundles cannot be made:\n${stdout}${stderr}`);
}
