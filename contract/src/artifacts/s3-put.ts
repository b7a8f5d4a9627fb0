import { PutObjectCommand, type S3Client } from './s3-client.ts';

/** Where an object is. */
export interface S3Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Objects up to this size go up in one request, which spares the round trips of an upload in parts. */
const wholeBytes = 32 << 20;

/** Stores an object whole or not at all. */
export async function putObject(
  client: S3Client,
  place: S3Place,
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
    const { putInParts } = await import('./s3-parts.ts');
    await putInParts(client, place, rest(first, blocks), signal);
  } finally {
    await blocks.return?.();
  }
}

async function* rest(first: Uint8Array[], blocks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let block = first.shift(); block !== undefined; block = first.shift()) yield block;
  for (let next = await blocks.next(); next.done !== true; next = await blocks.next()) yield next.value;
}
