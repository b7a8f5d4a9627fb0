import type { Http } from '../http/client.ts';
import { isRecord } from '../json.ts';
import { StepError } from '../step-error.ts';
import { type Blobs, createBlobs } from './blobs.ts';
import { assertDigest, digestOf } from './digest.ts';
import {
  acceptedTypes,
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  readManifest,
} from './manifest.ts';
import { type ImageReference, referenceText } from './reference.ts';
import { findReferrers, noteReferrer } from './referrers.ts';
import { createSession, type SessionOptions } from './session.ts';

/** A manifest as it lies in a registry. */
export interface StoredManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly content: ImageManifest | ImageIndex;
}

export interface RegistryOptions extends SessionOptions {
  readonly http: Http;
}

/** Image registries by the OCI distribution API; nothing is kept between two clients. */
export interface Registry extends Blobs {
  /** The digest that a reference stands for, without reading the manifest; `undefined` where there is none. */
  resolve(reference: ImageReference): Promise<string | undefined>;
  /** @throws StepError NOT_FOUND; REJECTED where the content is not what its digest says. */
  manifest(reference: ImageReference): Promise<StoredManifest>;
  /** Writes a manifest under the tag of the reference, or under its digest where it has none; gives the digest. */
  putManifest(reference: ImageReference, bytes: Uint8Array, mediaType: string): Promise<string>;
  tags(reference: ImageReference): Promise<readonly string[]>;
  /** What is about a manifest: signatures, SBOMs. By the API, or by the tag that stands in for it. */
  referrers(reference: ImageReference, artifactType?: string): Promise<readonly Descriptor[]>;
}

/** Makes a client; nothing is sent before it is asked. */
export function createRegistry(options: RegistryOptions): Registry {
  const session = createSession(options.http, options);

  async function resolve(reference: ImageReference): Promise<string | undefined> {
    const { registry, repository } = reference;
    const response = await session.request(registry, path(reference), pull(repository), {
      method: 'HEAD',
      headers: { accept: acceptedTypes },
      accept: [404],
    });
    if (response.status === 404) return undefined;
    const digest = response.headers['docker-content-digest'];
    // Registries may leave the header out; the digest is then made from the content.
    return digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest)
      ? digest
      : (await manifest(reference)).digest;
  }

  async function manifest(reference: ImageReference): Promise<StoredManifest> {
    const { registry, repository, digest } = reference;
    const response = await session.request(registry, path(reference), pull(repository), {
      headers: { accept: acceptedTypes },
      accept: [404],
    });
    if (response.status === 404) throw notFound(reference);
    const { body, headers } = response;
    const what = `The manifest of ${referenceText(reference)}`;
    if (digest !== undefined) assertDigest(what, body, digest);
    const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
    const content = readManifest(what, body, mediaType);
    return { digest: digestOf(body), mediaType: content.mediaType || mediaType, bytes: body, content };
  }

  async function putManifest(
    reference: ImageReference,
    bytes: Uint8Array,
    mediaType: string,
  ): Promise<string> {
    const { registry, repository, tag } = reference;
    const digest = digestOf(bytes);
    const response = await session.request(
      registry,
      `${repository}/manifests/${tag ?? digest}`,
      pullAndPush(repository),
      { method: 'PUT', headers: { 'content-type': mediaType }, body: bytes },
    );
    const content = readManifest('The manifest', bytes, mediaType);
    if (
      'subject' in content &&
      content.subject !== undefined &&
      response.headers['oci-subject'] === undefined
    ) {
      await noteReferrer(session, client, reference, { digest, mediaType, size: bytes.length, content });
    }
    return digest;
  }

  async function tags({ registry, repository }: ImageReference): Promise<readonly string[]> {
    const found: string[] = [];
    for (let next: string | undefined = `${repository}/tags/list`; next !== undefined; ) {
      const response = await session.request(registry, next, pull(repository), { accept: [404] });
      if (response.status === 404) throw notFound({ registry, repository });
      const value = response.json();
      const page = isRecord(value) && Array.isArray(value.tags) ? value.tags : [];
      found.push(...page.filter((tag) => typeof tag === 'string'));
      const following: string | undefined = /<([^>]*)>\s*;\s*rel="?next"?/.exec(
        response.headers.link ?? '',
      )?.[1];
      next =
        following === next || page.length === 0
          ? undefined
          : following && new URL(following, response.url).href;
    }
    return found;
  }

  const client: Registry = {
    ...createBlobs(session),
    resolve,
    manifest,
    putManifest,
    tags,
    referrers: (reference, artifactType) => findReferrers(session, client, reference, artifactType),
  };
  return client;
}

function path({ repository, tag, digest }: ImageReference): string {
  return `${repository}/manifests/${digest ?? tag ?? 'latest'}`;
}

/** The scope of reading a repository. */
export function pull(repository: string): string {
  return `repository:${repository}:pull`;
}

/** The scope of writing to a repository. */
export function pullAndPush(repository: string): string {
  return `repository:${repository}:pull,push`;
}

function notFound(reference: ImageReference): StepError {
  return new StepError(
    'NOT_FOUND',
    `The registry ${reference.registry} has no ${referenceText(reference)}.`,
    {
      hint: 'Check name and tag; some registries say so too where the credential does not suffice.',
    },
  );
}
