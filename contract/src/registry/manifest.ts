import { isRecord } from '../json.ts';
import { StepError } from '../step-error.ts';

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  empty: 'application/vnd.oci.empty.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
} as const;

/** Names content by its digest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: Platform;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** One image, or another artifact, by its configuration and layers. */
export interface ImageManifest {
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  /** What it is about, for instance the image that a signature signs. */
  readonly subject?: Descriptor;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** Manifests of one image for several platforms. */
export interface ImageIndex {
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
}

/** What a client understands, for `Accept`. */
export const acceptedTypes = [
  mediaTypes.index,
  mediaTypes.manifest,
  mediaTypes.dockerList,
  mediaTypes.dockerManifest,
].join(', ');

/**
 * Reads a manifest or an index.
 * @throws StepError REJECTED where it is neither.
 */
export function readManifest(what: string, bytes: Uint8Array, type = ''): ImageManifest | ImageIndex {
  const value = parse(bytes);
  if (isRecord(value)) {
    const { mediaType = type } = value;
    const typed = { ...value, mediaType };
    if (isIndex(typed) || isImageManifest(typed)) return typed;
  }
  throw new StepError(
    'REJECTED',
    `${what} must be a manifest of version 2 or of OCI, got ${describe(value, type)}.`,
    {
      hint: 'Push the image again with a client of today.',
    },
  );
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function describe(value: unknown, type: string): string {
  if (!isRecord(value)) return 'no JSON object';
  if (value.schemaVersion === 1) return 'one of version 1';
  return JSON.stringify(value.mediaType ?? (type || 'something else'));
}

function isIndex(value: object): value is ImageIndex {
  return 'manifests' in value && Array.isArray(value.manifests) && value.manifests.every(isDescriptor);
}

function isImageManifest(value: object): value is ImageManifest {
  if (!('config' in value && 'layers' in value)) return false;
  const { config, layers } = value;
  const subject = 'subject' in value ? value.subject : undefined;
  return (
    isDescriptor(config) &&
    Array.isArray(layers) &&
    layers.every(isDescriptor) &&
    (subject === undefined || isDescriptor(subject))
  );
}

/** Says whether a value names content; the digest is of a form that can stand in a URL. */
export function isDescriptor(value: unknown): value is Descriptor {
  return (
    isRecord(value) &&
    typeof value.mediaType === 'string' &&
    typeof value.digest === 'string' &&
    /^sha256:[0-9a-f]{64}$/.test(value.digest) &&
    Number.isSafeInteger(value.size) &&
    (value.platform === undefined || isPlatform(value.platform))
  );
}

function isPlatform(value: unknown): boolean {
  return isRecord(value) && typeof value.os === 'string' && typeof value.architecture === 'string';
}
