import { StepError } from '../step-error.ts';
import type { Session } from './session.ts';

interface Upload {
  readonly session: Session;
  readonly registry: string;
  readonly repository: string;
  readonly scope: string;
  readonly digest: string;
  readonly size: number;
}

const longestMs = 300_000;
/** Sent in one request up to here: some registries take nothing in parts. */
const oneRequestBytes = 32 << 20;

/** Sends a blob: whole where it is small, else part by part, each of which may be repeated. */
export async function uploadBlob(upload: Upload, parts: AsyncIterable<Uint8Array>): Promise<void> {
  let place = await begin(upload);
  if (upload.size <= oneRequestBytes) {
    const collected: Uint8Array[] = [];
    for await (const part of parts) collected.push(part);
    return finish(upload, place, Buffer.concat(collected));
  }
  let at = 0;
  for await (const part of parts) {
    place = await append(upload, place, part, at);
    at += part.length;
  }
  await finish(upload, place, new Uint8Array());
}

async function begin({ session, registry, repository, scope }: Upload): Promise<string> {
  const response = await session.request(registry, `${repository}/blobs/uploads/`, scope, {
    method: 'POST',
    headers: { 'content-length': '0' },
    retry: 'always',
  });
  return next(registry, response.headers.location, response.url);
}

async function append(
  { session, registry, scope }: Upload,
  place: string,
  part: Uint8Array,
  at: number,
): Promise<string> {
  const response = await session.request(registry, place, scope, {
    method: 'PATCH',
    headers: {
      'content-type': 'application/octet-stream',
      'content-range': `${at}-${at + part.length - 1}`,
      'content-length': String(part.length),
    },
    body: part,
    timeoutMs: longestMs,
  });
  return next(registry, response.headers.location, response.url);
}

async function finish(
  { session, registry, scope, digest }: Upload,
  place: string,
  rest: Uint8Array,
): Promise<void> {
  const url = new URL(place);
  url.searchParams.set('digest', digest);
  await session.request(registry, url.href, scope, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(rest.length) },
    body: rest,
    timeoutMs: longestMs,
  });
}

function next(registry: string, location: string | undefined, base: string): string {
  const url = location === undefined ? null : URL.parse(location, base);
  if (url !== null && (url.protocol === 'https:' || base.startsWith('http:'))) return url.href;
  throw new StepError(
    'REJECTED',
    `The registry ${registry} did not say where an upload goes on, got ${JSON.stringify(location ?? null)}.`,
    {
      hint: 'See the log of the registry; behind a proxy it must know its own URL.',
    },
  );
}
