import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assertManifest, type Manifest } from '@stepyard/catalog';
import type { Start } from '../executors/executor.ts';
import { sourceError } from './source-error.ts';
import type { CatalogEntry, CatalogSource } from './sources.ts';

/**
 * Templates kept as folders, below the named ones or these themselves: the manifest is `template.json`, else the file
 * of the folder's name in `generated`, else what `template.ts` declares; it is started by `dist/main.js`, or by the
 * first of `main.js`, `main.ts`, `main.py`, `main.sh` and an executable `main`.
 */
export function folderCatalog(folders: readonly string[], generated?: string): CatalogSource {
  let found: Promise<readonly CatalogEntry[]> | undefined;
  async function read(): Promise<readonly CatalogEntry[]> {
    const places = folders.flatMap((folder) => subfolders(folder));
    const entries = await Promise.all(places.map((place) => readEntry(place, generated)));
    return entries.filter((entry) => entry !== undefined);
  }
  return {
    templates() {
      found ??= read();
      return found;
    },
  };
}

function subfolders(folder: string): string[] {
  const root = resolve(folder);
  if (!existsSync(root)) {
    throw sourceError(`The catalog folder must exist, got ${JSON.stringify(folder)}.`, 'Check the path.');
  }
  if (['template.json', 'template.ts'].some((file) => existsSync(join(root, file)))) return [root];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(root, name))
    .sort();
}

async function readEntry(folder: string, generated: string | undefined): Promise<CatalogEntry | undefined> {
  const manifest = await readManifest(folder, generated);
  if (manifest === undefined) return undefined;
  const start = startOf(folder);
  return start && { manifest, start };
}

/** The manifest of a template's folder; `undefined` where it has none. */
export async function readManifest(folder: string, generated?: string): Promise<Manifest | undefined> {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const files = [
    join(folder, 'template.json'),
    ...(generated === undefined ? [] : [join(generated, `${name}.json`)]),
  ];
  const file = files.find((path) => existsSync(path));
  if (file !== undefined) return asManifest(JSON.parse(readFileSync(file, 'utf8')), file);
  const source = join(folder, 'template.ts');
  if (!existsSync(source)) return undefined;
  const declared: Record<string, unknown> = await import(pathToFileURL(source).href);
  return asManifest(Object.values(declared)[0], source);
}

function asManifest(found: unknown, file: string): Manifest {
  try {
    assertManifest(found);
    return found;
  } catch (error) {
    throw sourceError(
      `${file} must be a manifest: ${error instanceof Error ? error.message : String(error)}`,
      'Mend it, or take its folder out of the catalog.',
    );
  }
}

function startOf(folder: string): Start | undefined {
  const bundle = join(folder, 'dist', 'main.js');
  if (isCurrent(bundle)) return { command: [process.execPath, bundle] };
  const [entry] = Object.entries(programs).filter(([file]) => isFile(join(folder, file)));
  return entry && { command: [...entry[1], join(folder, entry[0])] };
}

/** What runs the entry file of a template, in the order in which they are looked for. */
const programs: Readonly<Record<string, readonly string[]>> = {
  'main.js': [process.execPath],
  'main.ts': [process.execPath],
  'main.py': ['python3'],
  'main.sh': ['sh'],
  main: [],
};

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A bundle lists in `inputs.json` what it was made of; one older than any of it is passed over. */
function isCurrent(bundle: string): boolean {
  const list = join(bundle, '..', 'inputs.json');
  if (!existsSync(bundle) || !existsSync(list)) return false;
  const made = statSync(bundle).mtimeMs;
  const inputs: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(inputs)) return false;
  return inputs.every((input) => {
    const found = statSync(join(bundle, '..', String(input)), { throwIfNoEntry: false });
    return found !== undefined && found.mtimeMs <= made;
  });
}
