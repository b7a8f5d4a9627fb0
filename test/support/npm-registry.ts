import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { json } from 'node:stream/consumers';

export interface NpmRegistryOptions {
  /** May publish; without one nobody may. */
  readonly token?: string;
  /** May read only. */
  readonly readToken?: string;
  /** User name and password that may publish too. */
  readonly basic?: string;
  /** Whether reading needs a credential as well. */
  readonly private?: boolean;
  /** Answers with this status while it gives one. */
  readonly fail?: (request: RegistryRequest) => number | undefined;
  /** Takes what is published and loses the answer, while it says so. */
  readonly drop?: (request: RegistryRequest) => boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Where tarballs are said to be; default: here. */
  readonly tarballs?: string;
}

export interface RegistryRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

export interface NpmRegistry extends AsyncDisposable {
  /** With a slash at the end. */
  readonly url: string;
  readonly requests: readonly RegistryRequest[];
  /** Versions by name, in the order in which they were published. */
  published(name: string): string[];
}

interface Document {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Record<string, { readonly dist: Record<string, string> }>;
}

/** What a client sends to publish. */
interface Publication extends Document {
  readonly _attachments?: Readonly<Record<string, { readonly data: string }>>;
}

/** A registry on loopback that checks tokens, takes packages and gives them back. */
export async function startNpmRegistry(options: NpmRegistryOptions = {}): Promise<NpmRegistry> {
  const documents = new Map<string, Document>();
  const tarballs = new Map<string, Buffer>();
  const requests: RegistryRequest[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: target = '/', headers } = request;
    const path = decodeURIComponent(target.split('?')[0] ?? '');
    const seen = { method, path, authorization: headers.authorization };
    requests.push(seen);
    const body = method === 'PUT' ? await json(request) : undefined;
    const status = options.fail?.(seen) ?? statusFor(options, seen);
    if (status !== undefined) return send(response, status, { error: `status ${status}` });
    if (options.drop?.(seen)) request.socket.destroy();
    if (isPublication(body)) return put(body, path.slice(1), response);
    const tarball = tarballs.get(path);
    if (tarball !== undefined) return void response.writeHead(200).end(tarball);
    const document = documents.get(path.slice(1));
    send(response, document === undefined ? 404 : 200, document ?? { error: 'not found' });
  }

  function put(given: Publication, name: string, response: ServerResponse): void {
    const known = documents.get(name) ?? { name, 'dist-tags': {}, versions: {} };
    for (const [version, manifest] of Object.entries(given.versions)) {
      const bytes = Buffer.from(Object.values(given._attachments ?? {})[0]?.data ?? '', 'base64');
      const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
      const refused = version in known.versions ? 409 : manifest.dist.integrity === integrity ? 0 : 400;
      if (refused !== 0) {
        send(response, refused, { error: `${name}@${version} is not taken` });
        return;
      }
      const file = `/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
      tarballs.set(file, bytes);
      manifest.dist.tarball = new URL(file, options.tarballs ?? url).href;
      known.versions[version] = manifest;
    }
    documents.set(name, { ...known, 'dist-tags': { ...known['dist-tags'], ...given['dist-tags'] } });
    send(response, 201, { ok: true });
  }

  const listen = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy());
  };
  const server = options.tls === undefined ? createServer(listen) : createTlsServer(options.tls, listen);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/`;
  return {
    url,
    requests,
    published: (name) => Object.keys(documents.get(name)?.versions ?? {}),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Why a request is refused: nobody signed in, somebody unknown, or somebody who may only read. */
function statusFor(
  options: NpmRegistryOptions,
  { method, authorization }: RegistryRequest,
): number | undefined {
  const { token, readToken, basic } = options;
  if (authorization === undefined) return method === 'PUT' || options.private ? 401 : undefined;
  if (token !== undefined && authorization === `Bearer ${token}`) return undefined;
  if (basic !== undefined && authorization === `Basic ${Buffer.from(basic).toString('base64')}`)
    return undefined;
  if (readToken === undefined || authorization !== `Bearer ${readToken}`) return 401;
  return method === 'PUT' ? 403 : undefined;
}

function isPublication(body: unknown): body is Publication {
  return typeof body === 'object' && body !== null && 'versions' in body;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
