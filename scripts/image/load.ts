import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { Composed } from './compose.ts';
import { docker, dockerStream, imageId } from './engine.ts';
import type { Descriptor, Layout } from './layout.ts';

/** Gives a composed image to the engine, under its names. */
export async function load(layout: Layout, image: Composed, tags: readonly string[]): Promise<void> {
  const id = image.config.digest;
  if (!(await imageId(id))) {
    const archive = pack();
    const loading = dockerStream(['load', '--quiet'], archive);
    const written = write(archive, layout, image);
    await Promise.all([loading, written]);
  }
  for (const tag of tags) if ((await imageId(tag)) !== id) await docker('tag', id, tag);
}

async function write(archive: ReturnType<typeof pack>, layout: Layout, image: Composed): Promise<void> {
  const { config, layers } = image;
  const unique = [...new Map([config, ...layers].map((blob) => [blob.digest, blob])).values()];
  for (const blob of unique) {
    const entry = archive.entry({ name: nameOf(blob), size: blob.size });
    await pipeline(createReadStream(layout.blob(blob.digest)), entry);
  }
  const manifest = [{ Config: nameOf(config), RepoTags: null, Layers: layers.map(nameOf) }];
  archive.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
  archive.finalize();
}

function nameOf({ digest }: Descriptor): string {
  return `blobs/${digest.replace(':', '/')}`;
}
