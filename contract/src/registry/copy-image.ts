import type { Descriptor } from './manifest.ts';
import type { ImageReference } from './reference.ts';
import type { Registry, StoredManifest } from './registry.ts';

/**
 * Copies an image, with all its platforms, byte for byte: the digest stays. Content that the target has is not sent;
 * within one registry it is lent. Gives the digest.
 */
export async function copyImage(
  source: Registry,
  from: ImageReference,
  target: Registry,
  to: ImageReference,
): Promise<string> {
  const top = await source.manifest(from);
  await copyContent({ source, from, target, to }, top);
  return target.putManifest(to, top.bytes, top.mediaType);
}

interface Copy {
  readonly source: Registry;
  readonly from: ImageReference;
  readonly target: Registry;
  readonly to: ImageReference;
}

async function copyContent(copy: Copy, { content }: StoredManifest): Promise<void> {
  if ('manifests' in content) {
    for (const { digest } of content.manifests) await copyPart(copy, digest);
    return;
  }
  for (const blob of [content.config, ...content.layers]) await copyBlob(copy, blob);
}

async function copyPart(copy: Copy, digest: string): Promise<void> {
  const { source, from, target, to } = copy;
  const part = await source.manifest({ registry: from.registry, repository: from.repository, digest });
  await copyContent(copy, part);
  const place = { registry: to.registry, repository: to.repository, digest };
  await target.putManifest(place, part.bytes, part.mediaType);
}

async function copyBlob({ source, from, target, to }: Copy, blob: Descriptor): Promise<void> {
  if (await target.hasBlob(to, blob.digest)) return;
  const near = from.registry === to.registry && from.repository !== to.repository;
  if (near && (await target.mountBlob(to, blob.digest, from.repository))) return;
  await target.putBlobParts(to, blob, source.blobParts(from, blob));
}
