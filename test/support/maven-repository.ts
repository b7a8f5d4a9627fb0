import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { buffer } from 'node:stream/consumers';

export interface MavenRepositoryOptions {
  /** Who may come in; without it everybody. */
  readonly auth?: { readonly username: string; readonly password: string };
  /** Answers with this status instead of serving. */
  readonly fail?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface MavenRepository extends AsyncDisposable {
  /** With a slash at the end. */
  readonly url: string;
  /** What was put there, by path. */
  readonly files: Map<string, Buffer>;
  /** Method, path and `Authorization` in their order. */
  readonly requests: readonly string[];
}

/** A repository on loopback that takes files by PUT and gives them back, as the remote ones of Maven do. */
export async function startMavenRepository(options: MavenRepositoryOptions = {}): Promise<MavenRepository> {
  const files = new Map<string, Buffer>();
  const requests: string[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    requests.push(`${method} ${url} ${headers.authorization ?? '-'}`);
    const body = await buffer(request);
    if (options.fail !== undefined) return void response.writeHead(options.fail).end();
    if (!isLetIn(options, headers.authorization)) {
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="maven"' }).end();
    }
    if (method === 'PUT') {
      files.set(url, body);
      return void response.writeHead(201).end();
    }
    const found = files.get(url);
    response.writeHead(found === undefined ? 404 : 200).end(method === 'HEAD' ? undefined : found);
  }
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy());
  };
  const server = options.tls === undefined ? createServer(listen) : createTlsServer(options.tls, listen);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/`,
    files,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isLetIn({ auth }: MavenRepositoryOptions, header = ''): boolean {
  if (auth === undefined) return true;
  return header === `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
}
