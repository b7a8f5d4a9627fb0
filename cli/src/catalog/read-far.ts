import type { Manifest } from '@stepyard/catalog';
import { createHttp } from '@stepyard/contract/http';
import { pinOf, publishedImages, type Source } from '@stepyard/engine/catalog';
import {
  fetchCatalog,
  readImageTemplate,
  readNewestTemplate,
  readPinnedManifest,
} from '@stepyard/engine/catalog-images';
import { insecureRegistries, keptTemplates } from '../data/own-catalog.ts';
import type { Settings } from '../settings.ts';

export interface FarSource {
  readonly source: Source;
  readonly templates: readonly Manifest[];
}

interface Wanted {
  readonly image?: string;
  readonly url?: string;
  /** What the registry says now goes before what the engine has. */
  readonly newest?: boolean;
}

/** Reads what an image or a URL stands for now, and keeps it for the commands to come. */
export async function readFar(
  { image, url, newest = false }: Wanted,
  settings: Settings,
): Promise<FarSource> {
  const http = createHttp();
  const options = { http, insecure: insecureRegistries() };
  const kept = keptTemplates(settings);
  const keep = (source: Source, manifest: Manifest) =>
    kept.put(pinOf(source) ?? '', JSON.stringify(manifest));
  try {
    if (image !== undefined) {
      const { source, manifest } = await (newest ? readNewestTemplate : readImageTemplate)(image, options);
      await keep(source, manifest);
      return { source, templates: [manifest] };
    }
    const { content, digest } = await fetchCatalog(http, url ?? '');
    const templates: Manifest[] = [];
    for (const source of publishedImages(url ?? '', content)) {
      const manifest = await readPinnedManifest(source, options);
      await keep(source, manifest);
      templates.push(manifest);
    }
    await kept.put(digest, content);
    return { source: { kind: 'url', url: url ?? '', digest }, templates };
  } finally {
    http.close();
  }
}
