import { createHash } from 'node:crypto';
import type { Http } from '@stepyard/contract/http';
import { sourceError } from '../config/source-error.ts';
import { readCatalogFile } from './read-catalog-file.ts';
import type { ImageSource } from './source.ts';

/** A catalog as it was fetched. */
export interface PublishedCatalog {
  readonly content: string;
  /** Of the content. */
  readonly digest: string;
}

/** Fetches the catalog that a URL gives. */
export async function fetchCatalog(http: Http, url: string): Promise<PublishedCatalog> {
  const content = (await http.request(url)).text();
  publishedImages(url, content);
  return { content, digest: `sha256:${createHash('sha256').update(content).digest('hex')}` };
}

/**
 * The images that a published catalog lists.
 * @throws SourceError where it lists anything else: a file would be one of this machine.
 */
export function publishedImages(url: string, content: string): readonly ImageSource[] {
  return readCatalogFile(url, content).map((source) => {
    if (source.kind === 'image' && source.digest !== undefined) return source;
    throw sourceError(
      `${url} must list images by digest only, since it is published.`,
      'Ask its author to publish images.',
    );
  });
}
