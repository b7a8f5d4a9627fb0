import { createHash } from 'node:crypto';
import {
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly architecture: string; readonly os: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

/** An OCI image layout in a folder: blobs by digest, and an index of the images by name. */
export interface Layout {
  readonly folder: string;
  blob(digest: string): string;
  /** Takes a finished file in. */
  take(file: string, mediaType: string): Promise<Descriptor>;
  add(value: unknown, mediaType: string): Descriptor;
  /** Names an image; the index lists all that were named. */
  name(reference: string, descriptor: Descriptor): void;
}

export function openLayout(folder: string): Layout {
  const blobs = join(folder, 'blobs/sha256');
  const names = join(folder, 'names');
  for (const each of [blobs, names]) mkdirSync(each, { recursive: true });
  writeWhole(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const blob = (digest: string) => join(blobs, digest.replace('sha256:', ''));
  return {
    folder,
    blob,
    async take(file, mediaType) {
      const digest = await digestOf(file);
      const { size } = statSync(file);
      renameSync(file, blob(digest));
      return { mediaType, digest, size };
    },
    add(value, mediaType) {
      const bytes = Buffer.from(JSON.stringify(value));
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      writeWhole(blob(digest), bytes);
      return { mediaType, digest, size: bytes.length };
    },
    name(reference, descriptor) {
      const annotations = { 'org.opencontainers.image.ref.name': reference };
      const file = `${reference.replaceAll('/', '%2F')}.json`;
      writeWhole(join(names, file), JSON.stringify({ ...descriptor, annotations }));
      const manifests = readdirSync(names)
        .filter((each) => each.endsWith('.json'))
        .sort()
        .map((each): unknown => JSON.parse(readFileSync(join(names, each), 'utf8')));
      const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
      writeWhole(join(folder, 'index.json'), JSON.stringify(index));
    },
  };
}

export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest('hex')}`;
}

/** Others may read or write the same at the same time. */
function writeWhole(file: string, content: string | Buffer): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, content);
  renameSync(fresh, file);
}
