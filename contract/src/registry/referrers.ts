import { isRecord } from '../json.ts';
import { StepError } from '../step-error.ts';
import {
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  isDescriptor,
  mediaTypes,
} from './manifest.ts';
import type { ImageReference } from './reference.ts';
import type { Registry } from './registry.ts';
import type { Session } from './session.ts';

interface NewReferrer {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  readonly content: ImageManifest;
}

/** What is about the manifest that a reference names: by the API, else by the index under its fallback tag. */
export async function findReferrers(
  session: Session,
  client: Registry,
  reference: ImageReference,
  artifactType: string | undefined,
): Promise<readonly Descriptor[]> {
  const { registry, repository } = reference;
  const digest = reference.digest ?? (await client.resolve(reference));
  if (digest === undefined) return [];
  const listed = await askApi(session, { registry, repository, digest }, artifactType);
  const found =
    listed ?? (await fallback(client, { registry, repository, tag: fallbackTag(digest) }))?.manifests ?? [];
  return found.filter((one) => artifactType === undefined || one.artifactType === artifactType);
}

/** Adds a manifest to the index under the fallback tag of its subject, where the registry keeps none itself. */
export async function noteReferrer(
  session: Session,
  client: Registry,
  place: ImageReference,
  made: NewReferrer,
): Promise<void> {
  const { subject, config, artifactType = config.mediaType, annotations } = made.content;
  if (subject === undefined) return;
  // A registry with the API may leave out the header that says so.
  if ((await askApi(session, { ...place, digest: subject.digest })) !== undefined) return;
  const { digest, mediaType, size } = made;
  const at = { registry: place.registry, repository: place.repository, tag: fallbackTag(subject.digest) };
  const before = (await fallback(client, at))?.manifests ?? [];
  if (before.some((one) => one.digest === digest)) return;
  const entry = { mediaType, digest, size, artifactType, ...(annotations && { annotations }) };
  const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [...before, entry] };
  await client.putManifest(at, Buffer.from(JSON.stringify(index)), mediaTypes.index);
}

/** The answer of the referrers API; `undefined` where the registry has none. */
async function askApi(
  session: Session,
  { registry, repository, digest }: ImageReference,
  artifactType?: string,
): Promise<readonly Descriptor[] | undefined> {
  const path = `${repository}/referrers/${digest}`;
  const response = await session.request(registry, path, `repository:${repository}:pull`, {
    query: { artifactType },
    headers: { accept: mediaTypes.index },
    accept: [400, 404, 405],
  });
  const value = response.status === 200 ? response.json() : undefined;
  return isRecord(value) && Array.isArray(value.manifests) ? value.manifests.filter(isDescriptor) : undefined;
}

async function fallback(client: Registry, at: ImageReference): Promise<ImageIndex | undefined> {
  try {
    const { content } = await client.manifest(at);
    return 'manifests' in content ? content : undefined;
  } catch (error) {
    if (error instanceof StepError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** The referrers tag schema of the OCI distribution specification. */
function fallbackTag(digest: string): string {
  return digest.replace(':', '-');
}
