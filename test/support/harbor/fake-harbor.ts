import { createServer, type IncomingMessage } from 'node:http';
import { closeServer, listen } from '../listen.ts';
import { registryFront } from './registry-front.ts';
import { type Answer, refused, routes } from './routes.ts';
import { addArtifact, isImmutable, sampleWorld, type World } from './world.ts';

/** What went over the wire, for those who compare it with Harbor's own API file. */
export interface Exchange {
  readonly method: string;
  /** Path and query below `/api/v2.0`. */
  readonly path: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

export interface FakeHarbor {
  readonly url: string;
  /** As an image's name has it. */
  readonly host: string;
  readonly world: World;
  readonly exchanges: readonly Exchange[];
  /** The next request whose method and path fit is answered so, as often as said. */
  fail(fits: RegExp, answer: Answer & { readonly times?: number }): void;
  /** What `docker push` of the tag is answered: 412 where the tag is locked. */
  push(repository: string, tag: string, digest: string): number;
  close(): Promise<void>;
}

export interface HarborOptions {
  /** Where it listens; absent: on loopback. */
  readonly address?: string;
  /** Host and port of a registry that keeps the images which are pushed to it and pulled from it. */
  readonly registry?: string;
}

/** A Harbor that keeps state, checks who asks, and refuses what the real one refuses. */
export async function startHarbor(
  changes: Partial<World> = {},
  { address = '127.0.0.1', registry }: HarborOptions = {},
): Promise<FakeHarbor> {
  const world = sampleWorld(changes);
  const exchanges: Exchange[] = [];
  const failures: { fits: RegExp; answer: Answer; times: number }[] = [];
  const front = registry === undefined ? undefined : registryFront(registry, world);
  const server = createServer(async (request, response) => {
    if (front !== undefined && request.url?.startsWith('/v2/')) return front(request, response);
    const path = (request.url ?? '').replace(/^\/api\/v2\.0/, '');
    const method = request.method ?? '';
    const requestBody = await bodyOf(request);
    const failure = failures.find(({ fits, times }) => times > 0 && fits.test(`${method} ${path}`));
    if (failure !== undefined) failure.times -= 1;
    const answer = failure?.answer ?? answerTo(world, request, path, requestBody);
    exchanges.push({ method, path, requestBody, status: answer.status, responseBody: answer.json });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.json === undefined ? '' : JSON.stringify(answer.json));
  });
  const host = `${address}:${await listen(server, address)}`;
  return {
    url: `http://${host}`,
    host,
    world,
    exchanges,
    fail: (fits, { times = 1, ...answer }) => void failures.push({ fits, answer, times }),
    push(repository, tag, digest) {
      if (isImmutable(world, repository, tag)) return 412;
      addArtifact(world, { repository, tag, digest });
      return 201;
    },
    close: () => closeServer(server),
  };
}

function answerTo(world: World, request: IncomingMessage, path: string, body: unknown): Answer {
  const [type, credential = ''] = (request.headers.authorization ?? '').split(' ');
  const [name = '', ...rest] = Buffer.from(credential, 'base64').toString().split(':');
  const user = world.users.get(name);
  if (type !== 'Basic' || user === undefined || user.password !== rest.join(':')) {
    return refused(401, 'unauthorized');
  }
  const url = new URL(path, 'http://harbor.invalid');
  for (const [method, pattern, handle] of routes) {
    const found = pattern.exec(url.pathname);
    if (method !== request.method || found === null) continue;
    const parts = Object.entries(found.groups ?? {});
    const part = Object.fromEntries(parts.map(([key, value]) => [key, decodeURIComponent(value)]));
    const json = (body ?? {}) as Record<string, unknown>;
    return handle({ world, user, part, query: url.searchParams, json });
  }
  return refused(404, 'no such path');
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}
