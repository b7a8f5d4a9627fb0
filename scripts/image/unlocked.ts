import type { LayerRecord } from './layer-records.ts';

/** Where a build notes packages whose versions runtime/tools.lock does not name. */
export const unlockedFile = 'usr/local/share/stepyard/unlocked';

/** The notes of all layers, as lines of a lock. */
export function unlockedIn(records: readonly Pick<LayerRecord, 'inventory'>[]): string[] {
  const texts = records.flatMap(({ inventory }) => inventory.filter(([path]) => path === unlockedFile));
  const lines = texts.flatMap(([, text]) => text.split('\n'));
  return [...new Set(lines.filter((line) => line !== ''))].sort();
}

interface Unlocked {
  readonly recipe: { readonly name: string; readonly on?: string };
  readonly records: readonly Pick<LayerRecord, 'inventory'>[];
}

/** What to tell of images that stand on other versions than the lock names; undefined where none does. */
export function unlockedWords(built: readonly Unlocked[]): string | undefined {
  const all = new Map(built.map(({ recipe, records }) => [recipe.name, unlockedIn(records)]));
  const own = built.flatMap(({ recipe }) => {
    const below = new Set(all.get(recipe.on ?? ''));
    const lines = all.get(recipe.name)?.filter((line) => !below.has(line)) ?? [];
    return lines.length === 0 ? [] : [{ name: recipe.name, packages: lines.map(nameAndVersion) }];
  });
  if (own.length === 0) return undefined;
  const listed = own.map(({ name, packages }) => `${name} has ${packages.join(', ')}`);
  return `Debian has other versions now than runtime/tools.lock names: ${listed.join('; ')}. These images, and those on them, are not for release; \`npm run image -- ${own.map(({ name }) => name).join(' ')} --relock\` takes the versions into the lock.`;
}

/** Tells of such images; refuses them where they are to be released, or their sizes pinned. */
export function tellUnlocked(built: readonly Unlocked[], say: (line: string) => void, refused = false): void {
  const words = unlockedWords(built);
  if (words === undefined) return;
  if (refused) throw new Error(words);
  say(words);
}

function nameAndVersion(line: string): string {
  return line.split(' ').slice(2, 4).join(' ');
}
