/** What `npm pack --json` and `npm publish --json` say of a package. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly integrity: string;
}

/** Reads the first package of npm's JSON; npm prints a list, an object, or an object by name, by version of npm. */
export function readPacked(stdout: string): Packed | undefined {
  const start = stdout.search(/^[[{]/m);
  if (start < 0) return undefined;
  try {
    const found: unknown = JSON.parse(stdout.slice(start));
    return firstPacked(found);
  } catch {
    return undefined;
  }
}

function firstPacked(found: unknown): Packed | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  if (isPacked(found)) return found;
  return Object.values(found).find(isPacked);
}

function isPacked(value: unknown): value is Packed {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return ['name', 'version', 'filename', 'integrity'].every((key) => typeof fields.get(key) === 'string');
}
