import { randomBytes } from 'node:crypto';
import { createHttp } from '@stepyard/contract/http';
import {
  createRegistry,
  digestOf,
  type ImageReference,
  mediaTypes,
  parseReference,
  type Registry,
} from '@stepyard/contract/registry';

export interface Pushed {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export interface ImageParts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly architecture?: string;
  readonly subject?: Pushed;
  readonly artifactType?: string;
  readonly bytes?: number;
}

/** A client of test registries, on loopback or named, and what it takes to let go of it. */
export function testRegistry(
  user?: { readonly name: string; readonly password: string },
  insecure: readonly string[] = [],
) {
  const http = createHttp({ proxy: false });
  const credentials = async () => user && { username: user.name, password: user.password };
  return Object.assign(createRegistry({ http, credentials, insecure }), { close: () => http.close() });
}

/** Pushes an image of one random layer, or what refers to one. */
export async function pushImage(registry: Registry, name: string, parts: ImageParts = {}): Promise<Pushed> {
  const at = parseReference(name);
  const { labels = {}, architecture = 'amd64', subject, artifactType, bytes = 100 } = parts;
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture, config: { Labels: labels } }));
  const layer = randomBytes(bytes);
  await registry.putBlob(at, config);
  await registry.putBlob(at, layer);
  return await put(registry, at, mediaTypes.manifest, {
    config: { mediaType: mediaTypes.config, digest: digestOf(config), size: config.length },
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(layer), size: layer.length },
    ],
    ...(artifactType && { artifactType }),
    ...(subject && { subject }),
  });
}

/** Pushes an index over images that are there already. */
export async function pushIndex(
  registry: Registry,
  name: string,
  images: readonly (Pushed & { readonly architecture: string })[],
): Promise<Pushed> {
  const manifests = images.map(({ architecture, ...one }) => ({
    ...one,
    platform: { os: 'linux', architecture },
  }));
  return await put(registry, parseReference(name), mediaTypes.index, { manifests });
}

async function put(
  registry: Registry,
  at: ImageReference,
  mediaType: string,
  content: object,
): Promise<Pushed> {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
  // What refers to an image has no tag of its own.
  const { tag, ...rest } = at;
  const place = 'subject' in content ? rest : { ...rest, ...(tag !== undefined && { tag }) };
  return { mediaType, digest: await registry.putManifest(place, bytes, mediaType), size: bytes.length };
}
