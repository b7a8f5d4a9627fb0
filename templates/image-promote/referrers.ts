import { copyImage, type ImageReference } from '@stepyard/contract/registry';
import type { Side } from './sides.ts';

/** Suffixes of the tags by which cosign keeps what it attaches where there is no API for it. */
const attached = ['sig', 'att', 'sbom'];

/**
 * Copies what refers to a manifest, what refers to that in turn, and the same for each platform of an index. Gives
 * the digests of what was copied.
 */
export async function copyReferrers(source: Side, target: Side, digest: string): Promise<readonly string[]> {
  const copied = new Set<string>();
  const seen = new Set<string>();
  const pending = [digest];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { content } = await source.registry.manifest(at(source, next));
    if ('manifests' in content) pending.push(...content.manifests.map((one) => one.digest));
    for (const one of await source.registry.referrers(at(source, next))) {
      await copyImage(source.registry, at(source, one.digest), target.registry, at(target, one.digest));
      copied.add(one.digest);
      pending.push(one.digest);
    }
    for (const found of await copyTags(source, target, next)) copied.add(found);
  }
  return [...copied];
}

async function copyTags(source: Side, target: Side, digest: string): Promise<readonly string[]> {
  const copied: string[] = [];
  for (const suffix of attached) {
    const tag = `${digest.replace(':', '-')}.${suffix}`;
    const found = await source.registry.resolve(tagged(source, tag));
    if (found === undefined) continue;
    await copyImage(source.registry, at(source, found), target.registry, tagged(target, tag));
    copied.push(found);
  }
  return copied;
}

/** A manifest on one side, by digest. */
export function at({ place: { registry, repository } }: Side, digest: string): ImageReference {
  return { registry, repository, digest };
}

function tagged({ place: { registry, repository } }: Side, tag: string): ImageReference {
  return { registry, repository, tag };
}
