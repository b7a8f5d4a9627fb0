import type { HttpOptions } from '../http/options.ts';
import { StepError } from '../step-error.ts';
import { directoryStore } from './directory-store.ts';
import type { ArtifactStore } from './store.ts';

/** How an S3 service is reached; what is not given is not looked for elsewhere. */
export interface S3Options {
  /** For services other than AWS: `https://minio.example:9000`. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`; default where an endpoint is given. */
  readonly pathStyle?: boolean;
}

/** Opens the store of a URL: `file:///var/lib/artifacts` or `s3://bucket/prefix`. */
export async function openArtifactStore(
  url: string,
  options: { s3?: S3Options; http?: HttpOptions } = {},
): Promise<ArtifactStore> {
  if (/^file:\/\/\//.test(url)) return directoryStore(url);
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/.exec(url) ?? [];
  if (bucket === undefined) {
    throw new StepError('INPUT_INVALID', `An artifact store must be a URL, got ${JSON.stringify(url)}.`, {
      hint: 'Write `file:///directory` or `s3://bucket/prefix`.',
    });
  }
  if (options.s3 === undefined) {
    throw new StepError('INPUT_MISSING', `The artifact store ${JSON.stringify(url)} needs credentials.`, {
      hint: 'Give the access key of the S3 service with the store.',
    });
  }
  const { s3Store } = await import('./s3-store.ts');
  const { createHttp } = await import('../http/client.ts');
  return s3Store(url, bucket, prefix.replace(/\/+$/, ''), options.s3, createHttp(options.http));
}
