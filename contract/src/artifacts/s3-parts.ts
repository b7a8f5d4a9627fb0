import { Readable } from 'node:stream';
import type { S3Client } from './s3-client.ts';
import type { S3Place } from './s3-put.ts';
import { Upload } from './s3-upload.ts';

const partBytes = 8 << 20;

/** Stores an object in parts, four at a time; none is left where that fails. */
export async function putInParts(
  client: S3Client,
  place: S3Place,
  bytes: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const Body = Readable.from(bytes, { highWaterMark: 1 });
  const upload = new Upload({ client, params: { ...place, Body }, partSize: partBytes, queueSize: 4 });
  const abort = () => void upload.abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await upload.done();
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
