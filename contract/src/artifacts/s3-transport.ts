import { buildQueryString, type HttpHandler, HttpResponse } from '@smithy/core/protocols';
import type { Http } from '../http/client.ts';

const answerTimeoutMs = 120_000;

/** Lets the AWS SDK use our connections, so that proxy, CA and verification are those of everything else. */
export function s3Transport(http: Http): HttpHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, options) => {
      const { request: send } = await import('../http/undici.ts');
      const { protocol, hostname, port, path, method } = request;
      const query = buildQueryString(request.query);
      const host = port === undefined ? hostname : `${hostname}:${port}`;
      // A wait for `100 Continue` costs a round trip, and undici has none.
      const headers = Object.entries(request.headers).filter(([name]) => name.toLowerCase() !== 'expect');
      try {
        const answer = await send(`${protocol}//${host}${path}${query === '' ? '' : `?${query}`}`, {
          method,
          headers: Object.fromEntries(headers),
          body: request.body ?? null,
          signal: options?.abortSignal ?? null,
          headersTimeout: answerTimeoutMs,
          bodyTimeout: answerTimeoutMs,
          dispatcher: await http.dispatcher(),
        });
        const entries = Object.entries(answer.headers);
        const flat = entries.map(([name, value]) => [name, [value ?? ''].flat().join(', ')]);
        const { statusCode, body } = answer;
        return { response: new HttpResponse({ statusCode, body, headers: Object.fromEntries(flat) }) };
      } catch (error) {
        throw passing(error);
      }
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => void http.close(),
  };
}

/** The SDK repeats what it knows to be passing: by Node's codes, not by undici's. */
function passing(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('UND_ERR_')) {
    return Object.assign(new Error(error.message, { cause: error }), { code: 'ECONNRESET' });
  }
  return error;
}
