/** What `npm pack --json` and `npm publish --json` say of a package. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly integrity: string;
}

/**
 * Reads the first package of npm's JSON; npm prints a list, an object, or an object by name, by version of npm.
 * Scripts may have printed before it.
 */
export function readPacked(stdout: string): Packed | undefined {
  for (const { index } of stdout.matchAll(/^[[{]/gm)) {
    const found = firstPacked(parsed(stdout.slice(index)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The file's name on disk: npm 9 and older tell that of a scoped package by its name, with the slash. */
export function fileNameOf({ filename }: Packed): string {
  return filename.replace(/^@/, '').replaceAll('/', '-');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstPacked(found: unknown): Packed | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const one = [found, ...Object.values(found)].find(isPacked);
  if (one === undefined) return undefined;
  const { name, version, filename, integrity } = one;
  return { name, version, filename, integrity };
}

function isPacked(value: unknown): value is Packed {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return ['name', 'version', 'filename', 'integrity'].every((key) => typeof fields.get(key) === 'string');
}
