import type { Place } from './place.ts';
import { isCases, isMap } from './place.ts';

/** What a flag's name stands for. */
export interface FlagName {
  readonly place: Place;
  /** The flag's value is the path of a file that holds the input's value. */
  readonly file?: true;
  /** The flag gives one entry of a map: `--properties.KEY VALUE`. */
  readonly key?: string;
}

/** Every spelling of every flag: `fetchTags`, `fetch-tags`, `auth.token-file` … */
export function flagNames(places: ReadonlyMap<string, Place>): ReadonlyMap<string, FlagName> {
  const names = new Map<string, FlagName>();
  for (const place of places.values()) {
    for (const name of spellings(place.path)) names.set(name, { place });
  }
  for (const place of places.values()) {
    if (place.fields.every(isCases)) continue;
    for (const name of spellings(place.path)) {
      if (!names.has(`${name}-file`)) names.set(`${name}-file`, { place, file: true });
    }
  }
  return names;
}

/** Looks a name up, an entry of a map included; the key keeps its spelling. */
export function findFlag(names: ReadonlyMap<string, FlagName>, name: string): FlagName | undefined {
  const exact = names.get(name);
  if (exact !== undefined) return exact;
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const found = names.get(name.slice(0, dot));
    const key = name.slice(dot + 1);
    const map = found !== undefined && found.file === undefined && found.place.fields.some(isMap);
    if (map && key !== '' && key !== '__proto__') return { place: found.place, key };
  }
  return undefined;
}

function spellings(path: readonly string[]): readonly string[] {
  return path.reduce<readonly string[]>(
    (names, part) => {
      const parts = part === kebab(part) ? [part] : [part, kebab(part)];
      return names.flatMap((name) => parts.map((one) => (name === '' ? one : `${name}.${one}`)));
    },
    [''],
  );
}

function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
