import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answerLfs, type LargeFiles } from './lfs-server.ts';

export interface GitHttpOptions {
  /** Directory whose repositories are served, by their path below it. */
  readonly root: string;
  /** Basic authentication; without a user name any is taken, as forges do for tokens. */
  readonly auth?: { readonly username?: string; readonly password: string };
  readonly tls?: { readonly key: string; readonly cert: string };
  /** 0 hides newer protocols from git, as old servers do. */
  readonly protocol?: 0;
  /** Answers with this status instead of serving, while it gives one. */
  readonly fail?: (request: GitRequest) => number | undefined;
  /** Served by the LFS API of every repository. */
  readonly lfs?: LargeFiles;
  /** Sends clients that are let in on to this address. */
  readonly redirect?: (request: GitRequest) => string;
}

export interface GitRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorization: string | undefined;
}

export interface GitHttpServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  readonly requests: readonly GitRequest[];
  /** Bytes of bodies that clients were sent so far. */
  readonly sent: () => number;
  close(): Promise<void>;
}

/** Serves repositories on loopback by `git http-backend`, as a forge does. */
export async function startGitHttp(options: GitHttpOptions): Promise<GitHttpServer> {
  const requests: GitRequest[] = [];
  let sent = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url: path = '/', headers } = request;
    const seen: GitRequest = { method, path, authorization: headers.authorization };
    requests.push(seen);
    const status = options.fail?.(seen) ?? (isLetIn(options, headers.authorization) ? undefined : 401);
    if (status !== undefined) return refuse(response, status);
    if (options.redirect !== undefined)
      return void response.writeHead(302, { location: options.redirect(seen) }).end();
    if (options.lfs !== undefined && (await answerLfs(options.lfs, request, response))) return;
    serve(options, request, response, (bytes) => {
      sent += bytes;
    });
  };
  const server = options.tls === undefined ? createServer(answer) : createTlsServer(options.tls, answer);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const scheme = options.tls === undefined ? 'http' : 'https';
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `${scheme}://127.0.0.1:${portOf(server.address())}`,
    requests,
    sent: () => sent,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function isLetIn({ auth }: GitHttpOptions, header: string | undefined): boolean {
  if (auth === undefined) return true;
  const [, encoded = ''] = /^Basic (.+)$/.exec(header ?? '') ?? [];
  const given = Buffer.from(encoded, 'base64').toString();
  const colon = given.indexOf(':');
  if (colon < 0 || given.slice(colon + 1) !== auth.password) return false;
  return auth.username === undefined || given.slice(0, colon) === auth.username;
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {});
  response.end(`status ${status}\n`);
}

function serve(
  { root, protocol }: GitHttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  onSent: (bytes: number) => void,
): void {
  // A proxy is asked for the whole address.
  const [path = '', query = ''] = (request.url ?? '/').replace(/^http:\/\/[^/]*/, '').split('?');
  const { headers } = request;
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: decodeURIComponent(path),
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      ...(headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: headers['content-length'] }),
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      GIT_PROTOCOL: protocol === 0 ? '' : String(headers['git-protocol'] ?? ''),
      REMOTE_ADDR: '127.0.0.1',
      REMOTE_USER: 'git',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  backend.stdin.on('error', () => {});
  request.pipe(backend.stdin);
  relay(backend.stdout, response, onSent);
  backend.on('error', () => refuse(response, 500));
  response.on('close', () => backend.kill());
}

/** Turns what a CGI program prints, headers and body, into a response. */
function relay(
  output: NodeJS.ReadableStream,
  response: ServerResponse,
  onSent: (bytes: number) => void,
): void {
  let head = Buffer.alloc(0);
  output.on('data', (chunk: Buffer) => {
    if (response.headersSent) return send(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const headers = head
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(/:\s*/, 2));
    const status = Number.parseInt(
      headers.find(([name]) => name?.toLowerCase() === 'status')?.[1] ?? '200',
      10,
    );
    response.writeHead(
      status,
      Object.fromEntries(headers.filter(([name]) => name?.toLowerCase() !== 'status')),
    );
    send(head.subarray(end + 4));
  });
  output.on('end', () => response.end());
  function send(bytes: Buffer): void {
    onSent(bytes.length);
    if (!response.write(bytes)) {
      output.pause();
      response.once('drain', () => output.resume());
    }
  }
}
