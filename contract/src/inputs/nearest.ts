import { distance } from 'fastest-levenshtein';

/** The known name that an unknown one was probably meant to be, if one is near enough. */
export function nearest(unknown: string, known: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly far: number } | undefined;
  for (const name of known) {
    const far = distance(unknown.slice(0, 100).toLowerCase(), name.toLowerCase());
    if (best === undefined || far < best.far) best = { name, far };
  }
  return best !== undefined && best.far <= Math.max(2, best.name.length / 3) ? best.name : undefined;
}
