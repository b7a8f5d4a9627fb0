import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRenderedTrait, type RenderedTrait } from '../render/rendered-trait.ts';

/** What every file of this folder exports; in a bundle they stand in the place of this one's reading. */
const modules: readonly Readonly<Record<string, unknown>>[] = await Promise.all(
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && file !== 'folder.ts')
    .sort()
    .map((file) => import(pathToFileURL(join(import.meta.dirname, file)).href)),
);

/** The traits that an application may use: to add one, put a file into this folder. */
export const traits: readonly RenderedTrait[] = modules.map(({ trait }) => trait).filter(isRenderedTrait);
