/**
 * The names under which files are kept, by their own: a name that holds a secret is masked, and numbered where
 * another file is called so, or where it would make a file of another's directory.
 */
export function maskedNames(
  names: readonly string[],
  mask: (text: string) => string,
): ReadonlyMap<string, string> {
  const kept = new Map(names.map((name) => [name, mask(name)]));
  const files = new Set<string>();
  const directories = new Set<string>();
  const isFree = (name: string) =>
    !files.has(name) && !directories.has(name) && parentsOf(name).every((parent) => !files.has(parent));
  function take(name: string): void {
    files.add(name);
    for (const parent of parentsOf(name)) directories.add(parent);
  }
  for (const [name, masked] of kept) if (masked === name) take(name);
  for (const [name, masked] of kept) {
    if (masked === name) continue;
    let free = masked;
    for (let n = 2; !isFree(free); n++) free = `${masked.replaceAll('/', '-')}-${n}`;
    take(free);
    kept.set(name, free);
  }
  return kept;
}

function parentsOf(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, n) => parts.slice(0, n + 1).join('/'));
}
