import { Readable } from 'node:stream';
import type { Http } from '../http/client.ts';
import { StepError } from '../step-error.ts';
import { notFound } from './directory-store.ts';
import { assertKey } from './name.ts';
import type { S3Options } from './open-store.ts';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from './s3-client.ts';
import { type FetchedPart, getLong, isLong } from './s3-get-parts.ts';
import { putObject } from './s3-put.ts';
import type { ArtifactStore, ByteRange, StoredObject } from './store.ts';

const answerTimeoutMs = 120_000;

/** Keeps artifacts below a prefix of an S3 bucket. */
export async function s3Store(
  url: string,
  bucket: string,
  prefix: string,
  options: S3Options,
  http: Http,
): Promise<ArtifactStore> {
  const client = new S3Client(await clientConfig(options, http));
  const base = prefix === '' ? '' : `${prefix}/`;

  function place(key: string) {
    assertKey(key);
    return { Bucket: bucket, Key: base + key };
  }

  async function put(key: string, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    let broken: { readonly error: unknown } | undefined;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* bytes;
      } catch (error) {
        broken = { error };
        throw error;
      }
    }
    await putObject(client, place(key), source(), signal).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw broken === undefined ? failure(error, url, key) : broken.error;
    });
  }

  async function putNew(key: string, bytes: Uint8Array): Promise<boolean> {
    // A request that is sent again meets the object of the first one: it is known by this.
    const token = crypto.randomUUID();
    const whole = { ...place(key), Body: bytes, IfNoneMatch: '*', Metadata: { token } };
    for (let tries = 1; ; tries += 1) {
      try {
        await client.send(new PutObjectCommand(whole));
        return true;
      } catch (error) {
        // Another one is being put just now.
        if (statusOf(error) === 409 && tries < 10) continue;
        if (statusOf(error) !== 412) throw failure(error, url, key);
        const { Metadata } = await client.send(new HeadObjectCommand(place(key))).catch((gone: unknown) => {
          throw failure(gone, url, key);
        });
        return Metadata?.token === token;
      }
    }
  }

  async function get(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array>> {
    if (range !== undefined && 'length' in range && range.length === 0) return Readable.from([]);
    if (!isLong(range)) return (await getPart(key, range)).bytes;
    return getLong(range, (part, more) => getPart(key, part, more));
  }

  async function getPart(
    key: string,
    range: ByteRange | undefined,
    { etag, signal }: { etag?: string; signal?: AbortSignal } = {},
  ): Promise<FetchedPart> {
    const Range = range === undefined ? {} : { Range: rangeHeader(range) };
    const IfMatch = etag === undefined ? {} : { IfMatch: etag };
    try {
      const asked = new GetObjectCommand({ ...place(key), ...Range, ...IfMatch });
      const { Body, ETag } = await client.send(asked, signal === undefined ? {} : { abortSignal: signal });
      if (!(Body instanceof Readable)) return { bytes: Readable.from([]), etag: ETag };
      return { bytes: translated(Body, (error) => failure(error, url, key)), etag: ETag };
    } catch (error) {
      if (statusOf(error) === 416) return { bytes: Readable.from([]), etag };
      throw failure(error, url, key);
    }
  }

  async function* list(start: string): AsyncGenerator<StoredObject> {
    let token: string | undefined;
    do {
      const page = await client
        .send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: base + start,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        )
        .catch((error: unknown) => {
          throw failure(error, url, start);
        });
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
        // A key that ends with a slash is how some services show a directory.
        if (Key.endsWith('/')) continue;
        yield {
          key: Key.slice(base.length),
          size: Size,
          updatedAt: (LastModified ?? new Date(0)).toISOString(),
        };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async function remove(key: string): Promise<void> {
    await client.send(new DeleteObjectCommand(place(key))).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw failure(error, url, key);
    });
  }

  return { url, put, putNew, get, list, delete: remove };
}

/** What the client would look for in the variables and files of the machine, which are not the store's. */
const asGiven = {
  authSchemePreference: [],
  defaultsMode: 'legacy',
  disableS3ExpressSessionAuth: false,
  maxAttempts: 3,
  retryMode: 'standard',
  sigv4aSigningRegionSet: async () => undefined,
  useArnRegion: false,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: async () => undefined,
} as const satisfies Partial<S3ClientConfig>;

async function clientConfig(options: S3Options, http: Http): Promise<S3ClientConfig> {
  const { endpoint, region = 'us-east-1', accessKeyId, secretAccessKey, sessionToken, pathStyle } = options;
  // The connections of everything else: their proxy, CA and verification.
  const agent = await http.agentFor(endpoint ?? `https://s3.${region}.amazonaws.com`);
  return {
    region,
    ...asGiven,
    requestHandler: { httpAgent: agent, httpsAgent: agent, requestTimeout: answerTimeoutMs },
    // What is sent is signed by its SHA-256, what is read is verified by ours: a CRC besides only costs time.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    forcePathStyle: pathStyle ?? endpoint !== undefined,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function rangeHeader(range: ByteRange): string {
  return 'last' in range
    ? `bytes=-${range.last}`
    : `bytes=${range.offset}-${range.offset + range.length - 1}`;
}

async function* translated(
  bytes: Readable,
  translate: (error: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw translate(error);
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

function failure(error: unknown, store: string, key: string): Error {
  if (error instanceof StepError) return error;
  const status = statusOf(error);
  const name = error instanceof Error ? error.name : String(error);
  const what = `The artifact store ${JSON.stringify(store)}`;
  if (name === 'NoSuchKey' || (status === 404 && name === 'NotFound')) return notFound(key, store);
  if (status === 404) {
    const hint = 'Create the bucket, or correct its name.';
    return new StepError('NOT_FOUND', `${what} answered ${name} (404).`, { hint, cause: error });
  }
  if (status === 401 || status === 403) {
    const hint = 'Check the access key and what it is allowed to do with the bucket.';
    return new StepError('AUTH_FAILED', `${what} answered ${name} (${status}).`, { hint, cause: error });
  }
  if (status === 429 || name === 'SlowDown') {
    return new StepError('RATE_LIMITED', `${what} answered ${name}.`, {
      hint: 'Try again later.',
      cause: error,
    });
  }
  if (status !== undefined && status < 500) {
    const hint = 'See what the service logs about the request.';
    return new StepError('REJECTED', `${what} answered ${name} (${status}).`, { hint, cause: error });
  }
  const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
  const hint = 'Check its endpoint, and that it may be reached from here.';
  return new StepError('UNREACHABLE', `${what} could not be used: ${detail}.`, { hint, cause: error });
}
