import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type KubeObject, textAt } from '@stepyard/runtime/kubernetes';
import { closeServer, listen } from '../listen.ts';
import { loopbackCertificate } from '../loopback-certificate.ts';
import { discovery } from './discovery.ts';
import { answer, kubeconfigFor, notFound, type Refusal, type Reply, refused } from './reply.ts';
import { type Address, addressOf, isSelected, type Kind, kinds, parseObject } from './selection.ts';
import { createStore } from './store.ts';
import { write } from './write.ts';

/** A stand-in of an API server: objects, server-side apply, watches. It runs nothing. */
export interface FakeCluster {
  readonly url: string;
  readonly kubeconfig: string;
  /** What was written, dry runs apart: `PATCH Deployment shop/web`. */
  readonly writes: readonly string[];
  /** Kinds that it has; may be added to. */
  readonly served: Kind[];
  /** Logs by `pod/container`. */
  readonly logs: Map<string, string>;
  objects(): readonly KubeObject[];
  get(kind: string, name: string): KubeObject | undefined;
  /** Puts an object there as a controller would, and tells who watches. */
  put(object: KubeObject): KubeObject;
  remove(kind: string, name: string): void;
  /** Decides before anything else about a request. */
  refuse: (request: KubeAsked) => Refusal | undefined;
  close(): Promise<void>;
}

export interface KubeAsked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly dryRun: boolean;
  readonly contentType: string;
  readonly text: string;
  readonly object: KubeObject | undefined;
}

interface Watcher {
  readonly address: Address;
  readonly query: URLSearchParams;
  readonly response: ServerResponse;
}

/** With `tls`, for tools that send no token without it. */
export async function startFakeCluster(
  token = 'cluster-token',
  { tls = false }: { readonly tls?: boolean } = {},
): Promise<FakeCluster> {
  const watchers = new Set<Watcher>();
  const writes: string[] = [];
  const store = createStore((type, object) => {
    for (const { address, query, response } of watchers) {
      if (isMeant(object, address) && isSelected(object, query))
        response.write(`${JSON.stringify({ type, object })}\n`);
    }
  });

  function replyTo(asked: KubeAsked, authorization: string | undefined): [Reply, Address | undefined] {
    if (authorization !== `Bearer ${token}`)
      return [refused({ code: 401, message: 'Unauthorized' }), undefined];
    const refusal = cluster.refuse(asked);
    if (refusal !== undefined) return [refused(refusal), undefined];
    const address = addressOf(asked.path, cluster.served);
    if (address === undefined) return [discovery(asked.path, cluster.served), undefined];
    return [
      asked.method === 'GET' ? read(address, asked.query) : write(store, address, asked, writes),
      address,
    ];
  }

  function read(address: Address, query: URLSearchParams): Reply {
    const { kind, namespace, name, part } = address;
    if (part === 'log') return { text: cluster.logs.get(`${name}/${query.get('container')}`) ?? '' };
    if (name !== undefined) {
      const found = store.at(kind.kind, namespace, name);
      return found === undefined ? notFound(`${kind.plural} "${name}" not found`) : answer(found);
    }
    const items = store.all().filter((one) => isMeant(one, address) && isSelected(one, query));
    if (query.get('watch') !== 'true') {
      const metadata = { resourceVersion: store.version() };
      return answer({ apiVersion: kind.apiVersion, kind: `${kind.kind}List`, metadata, items });
    }
    const since = Number(query.get('resourceVersion'));
    return { watch: items.filter((item) => Number(textAt(item, 'metadata', 'resourceVersion')) > since) };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await askedBy(request);
    const [reply, address] = replyTo(asked, request.headers.authorization);
    if ('value' in reply) {
      response
        .writeHead(reply.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(reply.value));
    } else if ('text' in reply) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(reply.text);
    } else if (address !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      for (const object of reply.watch) response.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
      const watcher = { address, query: asked.query, response };
      watchers.add(watcher);
      response.on('close', () => watchers.delete(watcher));
    }
  }

  const server = tls ? createTlsServer(loopbackCertificate, serve) : createServer(serve);
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${await listen(server)}`;
  const get = (kind: string, name: string) =>
    store.all().find((one) => one.kind === kind && one.metadata.name === name);
  const cluster: FakeCluster = {
    url,
    kubeconfig: kubeconfigFor(url, token, tls ? loopbackCertificate.cert : undefined),
    writes,
    served: [...kinds],
    logs: new Map(),
    objects: store.all,
    get,
    put: store.put,
    remove(kind, name) {
      const found = get(kind, name);
      if (found !== undefined) store.remove(found);
    },
    refuse: () => undefined,
    close: () => closeServer(server),
  };
  store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, status: { phase: 'Active' } });
  return cluster;
}

function isMeant(object: KubeObject, { kind, namespace }: Address): boolean {
  return kind.kind === object.kind && (namespace === '' || namespace === object.metadata.namespace);
}

async function askedBy(request: IncomingMessage): Promise<KubeAsked> {
  const url = new URL(request.url ?? '/', 'http://cluster');
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    dryRun: url.searchParams.get('dryRun') === 'All',
    contentType: request.headers['content-type'] ?? '',
    text,
    object: parseObject(text),
  };
}
