import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Field, Manifest } from '@stepyard/catalog';

/**
 * The git repositories of this machine that inputs name, and the objects that these borrow: a step in a container has
 * them only if they are brought there.
 */
export function localRepositories(
  { inputs }: Manifest,
  values: Readonly<Record<string, unknown>>,
): readonly string[] {
  const named = Object.entries(inputs).flatMap(([name, field]: [string, Field]) => {
    const value = values[name];
    const isUrl = 'format' in field && field.format === 'git-url';
    return isUrl && typeof value === 'string' && value.startsWith('file://') ? [pathOf(value)] : [];
  });
  const found = named.filter((path) => path !== undefined).filter(isRepository);
  const borrowed = found.flatMap((path) => borrowedObjects(join(path, 'objects')));
  return [...new Set([...found, ...borrowed])];
}

function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** A bare one: nothing else of this machine is brought anywhere. */
function isRepository(path: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)));
}

function borrowedObjects(objects: string, depth = 5): readonly string[] {
  const list = join(objects, 'info', 'alternates');
  if (depth === 0 || !existsSync(list)) return [];
  const paths = readFileSync(list, 'utf8').split('\n');
  return paths
    .filter((path) => isAbsolute(path) && basename(path) === 'objects' && existsSync(path))
    .flatMap((path) => [path, ...borrowedObjects(path, depth - 1)]);
}
