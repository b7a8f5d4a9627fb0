import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { assertManifest, type Manifest } from '@stepyard/catalog';
import type { Http } from '@stepyard/contract/http';
import { folderCatalog } from '../config/folder-catalog.ts';
import { sourceError } from '../config/source-error.ts';
import type { CatalogEntry, CatalogSource } from '../config/sources.ts';
import type { KeptContent } from './kept-content.ts';
import { publishedImages } from './published-catalog.ts';
import { readCatalogFile } from './read-catalog-file.ts';
import { type ImageSource, pinnedName, pinOf, type Source, sourceText } from './source.ts';

export interface CatalogFileOptions {
  /** What `built-in` in the file stands for. */
  readonly builtIn: CatalogSource;
  readonly kept: KeptContent;
  /** Registries that are spoken to by http. */
  readonly insecure?: readonly string[];
  /** Told of a source that cannot be read; its templates are left out. */
  readonly warn?: (text: string) => void;
}

/** A template of a catalog file, and the line that it comes from. */
export interface SourcedEntry extends CatalogEntry {
  readonly source: Source;
}

/** A catalog that a file describes; it is read again when the file has changed. */
export interface FileCatalog extends CatalogSource {
  templates(): Promise<readonly SourcedEntry[]>;
}

/** Reads the templates of all sources that a catalog file lists; without the file there are the built-in ones. */
export function catalogFromFile(path: string, options: CatalogFileOptions): FileCatalog {
  let read: { readonly stamp: string; readonly entries: Promise<readonly SourcedEntry[]> } | undefined;
  return {
    templates() {
      const stamp = stampOf(path);
      if (read?.stamp !== stamp) read = { stamp, entries: readAll(path, options) };
      return read.entries;
    },
  };
}

/** The sources in a catalog file; without the file the built-in templates. */
export function sourcesIn(path: string): readonly Source[] {
  return existsSync(path) ? readCatalogFile(path, readFileSync(path, 'utf8')) : [{ kind: 'built-in' }];
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.mtimeMs} ${found.size} ${found.ino}`;
}

async function readAll(path: string, options: CatalogFileOptions): Promise<readonly SourcedEntry[]> {
  const found = await Promise.all(sourcesIn(path).map((source) => entriesOf(path, source, options)));
  return found.flat();
}

async function entriesOf(
  path: string,
  source: Source,
  options: CatalogFileOptions,
): Promise<readonly SourcedEntry[]> {
  const from = (entries: readonly CatalogEntry[]) => entries.map((entry) => ({ ...entry, source }));
  if (source.kind === 'built-in') return from(await options.builtIn.templates());
  try {
    if (source.kind === 'file') return from(await templatesAt(resolve(dirname(path), source.file)));
    if (source.kind === 'image') return from([await imageEntry(source, options)]);
    const { url, digest } = source;
    const content = (await options.kept.get(digest)) ?? (await fetchPinned(url, digest, options));
    return from(await Promise.all(publishedImages(url, content).map((image) => imageEntry(image, options))));
  } catch (error) {
    options.warn?.(
      `${path}: ${sourceText(source)} is left out: ${error instanceof Error ? error.message : error}`,
    );
    return [];
  }
}

/** The templates of a folder, of a folder with folders, or of a manifest. */
export function templatesAt(path: string): Promise<readonly CatalogEntry[]> {
  return folderCatalog([basename(path) === 'template.json' ? dirname(path) : path]).templates();
}

async function imageEntry(source: ImageSource, options: CatalogFileOptions): Promise<CatalogEntry> {
  return { manifest: await manifestOf(source, options), start: { image: pinnedName(source) } };
}

/** What was read once for a digest holds: content of another manifest has another digest. */
async function manifestOf(
  source: ImageSource,
  { kept, insecure = [] }: CatalogFileOptions,
): Promise<Manifest> {
  const pin = pinOf(source) ?? '';
  const known = await kept.get(pin);
  if (known !== undefined) {
    const manifest: unknown = JSON.parse(known);
    assertManifest(manifest);
    return manifest;
  }
  const { readPinnedManifest } = await import('./image-template.ts');
  const http = await openHttp();
  try {
    const manifest = await readPinnedManifest(source, { http, insecure });
    await kept.put(pin, JSON.stringify(manifest));
    return manifest;
  } finally {
    http.close();
  }
}

async function fetchPinned(url: string, digest: string, { kept }: CatalogFileOptions): Promise<string> {
  const { fetchCatalog } = await import('./published-catalog.ts');
  const http = await openHttp();
  try {
    const found = await fetchCatalog(http, url);
    if (found.digest !== digest) {
      throw sourceError(
        'It has changed since it was added.',
        'See what is new with `stepyard catalog update`.',
      );
    }
    await kept.put(digest, found.content);
    return found.content;
  } finally {
    http.close();
  }
}

async function openHttp(): Promise<Http> {
  return (await import('@stepyard/contract/http')).createHttp();
}
