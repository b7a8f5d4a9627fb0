import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { text } from 'node:stream/consumers';

export interface ShopApi extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  /** `METHOD path body`, in their order. */
  readonly requests: string[];
}

export interface ShopApiOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
  /** How an answer comes; default at once. */
  readonly respond?: (request: IncomingMessage, response: ServerResponse, nth: number) => void;
}

/** A small HTTP API on loopback: a list of items, a login by token, and a path that fails. */
export async function startShopApi({ tls, respond }: ShopApiOptions = {}): Promise<ShopApi> {
  const requests: string[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { method = '', url = '' } = request;
    requests.push(`${method} ${url} ${body}`.trim());
    if (respond !== undefined) return respond(request, response, requests.length);
    const json = (status: number, value: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.startsWith('/broken')) return json(500, { error: 'broken' });
    if (url === '/orders' && request.headers.authorization !== 'Bearer hidden-word') return json(401, {});
    if (url === '/orders') return json(201, { id: 7, sent: body });
    json(200, { items: [{ name: 'tea', price: 3 }], paid: true });
  }
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy());
  };
  const server = tls === undefined ? createServer(listen) : createTlsServer(tls, listen);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
