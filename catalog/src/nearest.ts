import distance from 'damerau-levenshtein';

/** The name that was most likely meant; `undefined` where none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const wanted = plain(word);
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const { steps } = distance(wanted, plain(name));
    if (steps < fewest) [best, fewest] = [name, steps];
  }
  return best;
}

function plain(name: string): string {
  return name
    .slice(0, 64)
    .toLowerCase()
    .replace(/[-_. ]/g, '');
}
