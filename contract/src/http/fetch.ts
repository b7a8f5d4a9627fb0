import type { HttpRequest, HttpResponse } from './options.ts';

/** Statuses whose answers have no body, and for which the platform's Response takes none. */
const bodiless = new Set([101, 204, 205, 304]);

/** The same client behind the platform's `fetch`; whatever the status, it is an answer. */
export function toFetch(
  request: (url: string, request: HttpRequest) => Promise<HttpResponse>,
): typeof globalThis.fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const body = asked.body === null ? {} : { body: Buffer.from(await asked.arrayBuffer()) };
    const {
      status,
      headers,
      body: bytes,
    } = await request(asked.url, {
      ...body,
      method: asked.method,
      headers: Object.fromEntries(asked.headers),
      redirect: asked.redirect === 'follow' ? 'follow' : 'manual',
      signal: asked.signal,
      accept: 'any',
    });
    return new Response(bodiless.has(status) ? null : bytes, { status, headers });
  };
}
