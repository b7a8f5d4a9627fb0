import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listen } from './listen.ts';

export interface MemoryRegistryOptions {
  /** Who may read and write; absent: anybody. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Has the referrers API; else referrers stand under fallback tags. */
  readonly referrers?: boolean;
}

export interface MemoryRegistry {
  /** As in an image's name. */
  readonly host: string;
  /** `repository:tag` or `repository@digest` to digest. */
  readonly manifests: ReadonlyMap<string, string>;
  /** Method and path of every request that was let in. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

interface Content {
  readonly type: string;
  readonly bytes: Buffer;
}

/** An image registry by the OCI distribution specification, in memory, for tests of what talks to one. */
export async function startMemoryRegistry(options: MemoryRegistryOptions = {}): Promise<MemoryRegistry> {
  const contents = new Map<string, Content>();
  const blobs = new Set<string>();
  const manifests = new Map<string, string>();
  const requests: string[] = [];
  let uploads = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (!isLetIn(request, options)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="memory"' }).end();
      return;
    }
    const { method = '' } = request;
    const url = new URL(request.url ?? '', 'http://registry.invalid');
    requests.push(`${method} ${url.pathname}`);
    const [, repository = '', kind = '', name = ''] =
      /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/(.*)$/.exec(url.pathname) ?? [];
    const send = (status: number, headers: Record<string, string> = {}, bytes?: Buffer) =>
      response
        .writeHead(status, { ...headers, ...(bytes !== undefined && { 'content-length': bytes.length }) })
        .end(method === 'HEAD' ? undefined : bytes);
    if (kind === 'manifests' && method === 'PUT') return putManifest(repository, name, request, body, send);
    if (kind === 'manifests') {
      const digest = manifests.get(key(repository, name)) ?? '';
      const found = contents.get(digest);
      if (found === undefined) return void send(404);
      return void send(200, { 'content-type': found.type, 'docker-content-digest': digest }, found.bytes);
    }
    if (kind === 'tags') {
      const start = `${repository}:`;
      const tags = [...manifests.keys()].flatMap((one) =>
        one.startsWith(start) ? [one.slice(start.length)] : [],
      );
      return void send(200, {}, Buffer.from(JSON.stringify({ name: repository, tags })));
    }
    if (kind === 'referrers' && options.referrers) {
      const index = { schemaVersion: 2, manifests: referrersOf(repository, name) };
      const type = 'application/vnd.oci.image.index.v1+json';
      return void send(200, { 'content-type': type }, Buffer.from(JSON.stringify(index)));
    }
    if (kind === 'blobs' && name.startsWith('uploads/')) return upload(repository, method, url, body, send);
    if (kind === 'blobs' && blobs.has(`${repository}@${name}`)) {
      const bytes = contents.get(name)?.bytes ?? Buffer.alloc(0);
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      if (from === undefined) return void send(200, { 'content-length': String(bytes.length) }, bytes);
      return void send(206, {}, bytes.subarray(Number(from), Number(to) + 1));
    }
    send(url.pathname === '/v2/' ? 200 : 404);
  }

  function putManifest(
    repository: string,
    name: string,
    request: IncomingMessage,
    bytes: Buffer,
    send: (status: number, headers?: Record<string, string>, bytes?: Buffer) => unknown,
  ): void {
    const digest = digestOf(bytes);
    const { config, layers = [], manifests: parts = [], subject } = JSON.parse(bytes.toString());
    const missing = [...(config ? [config] : []), ...layers].some(
      (blob: { digest: string }) => !blobs.has(`${repository}@${blob.digest}`),
    );
    const lost = parts.some((part: { digest: string }) => !manifests.has(key(repository, part.digest)));
    if (missing || lost || (name.includes(':') && name !== digest)) return void send(400);
    contents.set(digest, { type: request.headers['content-type'] ?? '', bytes });
    manifests.set(key(repository, digest), digest);
    manifests.set(key(repository, name), digest);
    send(201, options.referrers && subject ? { 'oci-subject': subject.digest } : {});
  }

  function upload(
    repository: string,
    method: string,
    url: URL,
    bytes: Buffer,
    send: (status: number, headers?: Record<string, string>) => unknown,
  ): void {
    const id = url.pathname.replace(/.*\/uploads\//, '');
    const mount = url.searchParams.get('mount');
    const digest = url.searchParams.get('digest');
    if (mount !== null && blobs.has(`${url.searchParams.get('from')}@${mount}`)) {
      blobs.add(`${repository}@${mount}`);
      return void send(201);
    }
    if (method === 'POST') {
      const location = `/v2/${repository}/blobs/uploads/${uploads++}`;
      contents.set(location, { type: '', bytes: Buffer.alloc(0) });
      return void send(202, { location });
    }
    const place = `/v2/${repository}/blobs/uploads/${id}`;
    const whole = Buffer.concat([contents.get(place)?.bytes ?? Buffer.alloc(0), bytes]);
    contents.set(place, { type: '', bytes: whole });
    if (method === 'PATCH') return void send(202, { location: place, range: `0-${whole.length - 1}` });
    if (digest !== digestOf(whole)) return void send(400);
    contents.set(digest, { type: '', bytes: whole });
    blobs.add(`${repository}@${digest}`);
    send(201, { location: `/v2/${repository}/blobs/${digest}` });
  }

  function referrersOf(repository: string, subject: string): object[] {
    return [...manifests].flatMap(([name, digest]) => {
      const found = contents.get(digest);
      if (found === undefined || name !== key(repository, digest)) return [];
      const content = JSON.parse(found.bytes.toString());
      if (content.subject?.digest !== subject) return [];
      const artifactType = content.artifactType ?? content.config?.mediaType;
      return [{ mediaType: found.type, digest, size: found.bytes.length, artifactType }];
    });
  }

  const server = createServer((request, response) => void answer(request, response));
  const port = await listen(server);
  return {
    host: `127.0.0.1:${port}`,
    manifests,
    requests,
    close: () => closeServer(server),
  };
}

function isLetIn({ headers }: IncomingMessage, { user }: MemoryRegistryOptions): boolean {
  if (user === undefined) return true;
  const pair = Buffer.from(`${user.name}:${user.password}`).toString('base64');
  return headers.authorization === `Basic ${pair}`;
}

function key(repository: string, name: string): string {
  return `${repository}${name.startsWith('sha256:') ? '@' : ':'}${name}`;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
