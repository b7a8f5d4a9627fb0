import { StepError } from '../step-error.ts';
import { digestOf, wrongDigest } from './digest.ts';
import type { Descriptor } from './manifest.ts';
import type { ImageReference } from './reference.ts';
import type { Session } from './session.ts';
import { uploadBlob } from './upload.ts';

type Place = Pick<ImageReference, 'registry' | 'repository'>;

/** Content by its digest, within a repository. */
export interface Blobs {
  hasBlob(place: Place, digest: string): Promise<boolean>;
  /** A whole blob of a size that fits into memory; checked. */
  blob(place: Place, descriptor: Pick<Descriptor, 'digest' | 'size'>): Promise<Buffer>;
  /** A blob of any size, in parts; checked at its end. */
  blobParts(place: Place, descriptor: Pick<Descriptor, 'digest' | 'size'>): AsyncIterable<Buffer>;
  /** Writes a blob unless it is there. */
  putBlob(place: Place, bytes: Uint8Array): Promise<string>;
  putBlobParts(
    place: Place,
    descriptor: Pick<Descriptor, 'digest' | 'size'>,
    parts: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  /** Lends a blob of another repository of the same registry; false where the registry wants it sent. */
  mountBlob(place: Place, digest: string, from: string): Promise<boolean>;
}

const partBytes = 8 << 20;
const longestMs = 300_000;

export function createBlobs(session: Session): Blobs {
  const reading = ({ repository }: Place) => `repository:${repository}:pull`;
  const writing = ({ repository }: Place) => `repository:${repository}:pull,push`;

  async function* blobParts(
    place: Place,
    { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
  ): AsyncIterable<Buffer> {
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256');
    const path = `${place.repository}/blobs/${digest}`;
    for (let at = 0; at < size; ) {
      const end = Math.min(at + partBytes, size) - 1;
      const whole = at === 0 && end === size - 1;
      const { status, body } = await session.request(place.registry, path, reading(place), {
        headers: whole ? {} : { range: `bytes=${at}-${end}` },
        maxBytes: partBytes,
        timeoutMs: longestMs,
      });
      if (body.length !== end - at + 1 || (!whole && status !== 206)) throw cutShort(place, digest);
      hash.update(body);
      yield body;
      at = end + 1;
    }
    const found = `sha256:${hash.digest('hex')}`;
    if (found !== digest)
      throw wrongDigest(`The blob of ${place.registry}/${place.repository}`, digest, found);
  }

  async function hasBlob(place: Place, digest: string): Promise<boolean> {
    const wanted = { method: 'HEAD', accept: [404] };
    const { status } = await session.request(
      place.registry,
      `${place.repository}/blobs/${digest}`,
      reading(place),
      wanted,
    );
    return status !== 404;
  }

  async function putBlobParts(
    place: Place,
    { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
    parts: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    if (await hasBlob(place, digest)) return;
    await uploadBlob({ session, ...place, scope: writing(place), digest, size }, parts);
  }

  return {
    hasBlob,
    blobParts,
    putBlobParts,
    async blob(place, descriptor) {
      const parts: Buffer[] = [];
      for await (const part of blobParts(place, descriptor)) parts.push(part);
      return Buffer.concat(parts);
    },
    async putBlob(place, bytes) {
      const digest = digestOf(bytes);
      await putBlobParts(place, { digest, size: bytes.length }, one(bytes));
      return digest;
    },
    async mountBlob(place, digest, from) {
      const { registry, repository } = place;
      const { status } = await session.request(
        registry,
        `${repository}/blobs/uploads/`,
        `${writing(place)} repository:${from}:pull`,
        {
          method: 'POST',
          query: { mount: digest, from },
          retry: 'always',
        },
      );
      return status === 201;
    },
  };
}

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function cutShort({ registry, repository }: Place, digest: string): StepError {
  return new StepError(
    'REJECTED',
    `The registry ${registry} gave another part of ${repository}@${digest} than was asked for.`,
    {
      hint: 'A registry must answer requests for a range of bytes, and give blobs whole.',
    },
  );
}
