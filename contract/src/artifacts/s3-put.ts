import { Readable } from 'node:stream';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Objects up to this size go up in one request, which spares the round trips of an upload in parts. */
const wholeBytes = 32 << 20;

/** Larger ones go up in parts of this size, four at a time. */
const partBytes = 8 << 20;

/** Stores an object whole or not at all. */
export async function putObject(
  client: S3Client,
  place: Place,
  bytes: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const blocks = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  try {
    while (size <= wholeBytes) {
      const next = await blocks.next();
      signal?.throwIfAborted();
      if (next.done === true) {
        const whole = new PutObjectCommand({ ...place, Body: Buffer.concat(first) });
        await client.send(whole, signal === undefined ? {} : { abortSignal: signal });
        return;
      }
      first.push(next.value);
      size += next.value.length;
    }
    await putInParts(client, place, rest(first, blocks), signal);
  } finally {
    await blocks.return?.();
  }
}

async function putInParts(
  client: S3Client,
  place: Place,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { Upload } = await import('@aws-sdk/lib-storage');
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

async function* rest(first: Uint8Array[], blocks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let block = first.shift(); block !== undefined; block = first.shift()) yield block;
  for (let next = await blocks.next(); next.done !== true; next = await blocks.next()) yield next.value;
}
