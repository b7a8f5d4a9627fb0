import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMasker } from '../mask.ts';
import { createHttp, type Http } from './client.ts';
import { serve, type TestServer } from './test-servers.ts';

type Reply = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

let reply: Reply = (_request, response) => response.end();
const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];

const main = await serve(answer);
const second = await serve(answer);
let http: Http;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = '', url = '', headers } = request;
  seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
  reply(request, response, seen.length);
}

beforeEach(() => {
  seen.length = 0;
  http = createHttp({ proxy: false, backOffMs: 1 });
});

afterEach(() => http.close());

afterAll(async () => {
  await Promise.all([main, second].map((server: TestServer) => server.close()));
});

describe('contract/http/client', () => {
  it('sends method, query, headers and body, and gives status, headers and body', async () => {
    reply = (_request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] });
      response.end('{"id":7}');
    };
    const answered = await http.request(`${main.origin}/x?a=1`, {
      query: { b: 'ü&', c: 2, d: undefined },
      headers: { 'X-One': '1' },
      json: { name: 'n' },
    });
    expect(seen).toMatchObject([{ method: 'POST', url: '/x?a=1&b=%C3%BC%26&c=2', body: '{"name":"n"}' }]);
    expect(seen[0]?.headers).toMatchObject({
      'x-one': '1',
      'content-type': 'application/json',
      'user-agent': 'stepyard',
    });
    expect(answered).toMatchObject({ status: 201, url: `${main.origin}/x?a=1&b=%C3%BC%26&c=2` });
    expect(answered.headers['set-cookie']).toBe('a=1, b=2');
    expect(answered.json()).toEqual({ id: 7 });
    expect(answered.text()).toBe('{"id":7}');
  });

  it('turns `user:password@` into a header and shows it nowhere', async () => {
    reply = (_request, response) => response.writeHead(403).end();
    const url = main.origin.replace('//', '//me:pa%40ss@');
    const error = await http.request(`${url}/x?token=t0ps3cret`).catch((failure: unknown) => failure);
    expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:pa@ss').toString('base64')}`);
    expect(error).toMatchObject({
      code: 'AUTH_FAILED',
      message: `\`GET ${main.origin}/x?token=***\` answered 403 Forbidden.`,
      hint: 'Check the credential, and what it is allowed to do.',
    });
  });

  it.each(['ftp://host/x', 'file:///etc/passwd', 'host/x', 'https://me:secret@'])(
    'refuses the URL %j',
    async (url) => {
      await expect(http.request(url)).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringMatching(/^A URL must start with https:\/\/ or http:\/\/, got ".*"\.$/),
      });
      await expect(http.request(url)).rejects.not.toThrow('secret');
    },
  );

  it.each([
    [400, 'REJECTED', 'answered 400 Bad Request'],
    [401, 'AUTH_FAILED', 'answered 401 Unauthorized'],
    [404, 'NOT_FOUND', 'answered 404 Not Found'],
    [409, 'CONFLICT', 'answered 409 Conflict'],
    [422, 'REJECTED', 'answered 422 Unprocessable Entity'],
    [429, 'RATE_LIMITED', 'answered 429 Too Many Requests, after 3 tries'],
    [500, 'UNREACHABLE', 'answered 500 Internal Server Error, after 3 tries'],
    [503, 'UNREACHABLE', 'answered 503 Service Unavailable, after 3 tries'],
  ])('maps %i to %s', async (status, code, how) => {
    reply = (_request, response) => response.writeHead(status).end();
    await expect(http.request(`${main.origin}/x`)).rejects.toMatchObject({
      code,
      message: `\`GET ${main.origin}/x\` ${how}.`,
    });
  });

  it.each([
    ['{"message":"Issue does not exist"}', 'application/json', 'Issue does not exist'],
    ['{"error":{"message":"deep"}}', 'application/problem+json', 'deep'],
    ['{"errors":[{"code":"DENIED","message":"no such project"}]}', 'application/json', 'no such project'],
    ['{"errors":[{"msg":"unknown branch"}]}', 'application/json', 'unknown branch'],
    ['{"error":"flat"}', 'application/json; charset=utf-8', 'flat'],
    ['first line\nsecond', 'text/plain', 'first line'],
    ['<html>', 'text/html', undefined],
    ['{broken', 'application/json', undefined],
    [JSON.stringify({ message: 'm'.repeat(300) }), 'application/json', undefined],
  ])('repeats what the server says: %j', async (body, type, said) => {
    reply = (_request, response) => response.writeHead(400, { 'content-type': type }).end(body);
    const rest = said === undefined ? '' : `: ${JSON.stringify(said)}`;
    await expect(http.request(`${main.origin}/x`)).rejects.toMatchObject({
      message: `\`GET ${main.origin}/x\` answered 400 Bad Request${rest}.`,
    });
  });

  it('masks what the server says before it cuts it', async () => {
    const secret = 'planted-secret-0123456789';
    const masking = createHttp({ proxy: false, retries: 0, mask: createMasker([secret]).mask });
    reply = (_request, response) =>
      response
        .writeHead(400, { 'content-type': 'text/plain' })
        .end(`${'m'.repeat(190)}${secret}${'n'.repeat(4_096)}`);
    await expect(masking.request(`${main.origin}/x`)).rejects.toMatchObject({
      message: `\`GET ${main.origin}/x\` answered 400 Bad Request: "${'m'.repeat(190)}***${'n'.repeat(7)}…".`,
    });
  });

  it('gives an accepted status as an answer', async () => {
    reply = (_request, response) => response.writeHead(404).end('none');
    expect(await http.request(main.origin, { accept: [404] })).toMatchObject({ status: 404 });
    expect(seen.length).toBe(1);
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('repeats %s until it succeeds', async (method) => {
    reply = (request, response, nth) => {
      if (nth === 1) request.socket.destroy();
      else response.writeHead(nth === 2 ? 502 : 200).end();
    };
    const body = method === 'PUT' ? { body: 'content' } : {};
    expect(await http.request(main.origin, { method, ...body })).toMatchObject({ status: 200 });
    expect(seen.length).toBe(3);
    expect(new Set(seen.map((one) => one.body)).size).toBe(1);
  });

  it('does not repeat POST, which may have had its effect, unless asked to', async () => {
    reply = (_request, response) => response.writeHead(503).end();
    await expect(http.request(main.origin, { method: 'POST' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: `\`POST ${main.origin}/\` answered 503 Service Unavailable.`,
    });
    expect(seen.length).toBe(1);
    await expect(http.request(main.origin, { method: 'POST', retry: 'always' })).rejects.toThrow(
      'after 3 tries',
    );
    expect(seen.length).toBe(4);
    reply = (request) => request.socket.destroy();
    await expect(http.request(main.origin, { body: 'x' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: `\`POST ${main.origin}/\` lost its connection (ECONNRESET).`,
    });
    expect(seen.length).toBe(5);
  });

  it('repeats a POST that was refused for its rate, or never arrived', async () => {
    reply = (_request, response, nth) =>
      response.writeHead(nth === 1 ? 429 : 200, { 'retry-after': '0' }).end();
    expect(await http.request(main.origin, { body: 'x' })).toMatchObject({ status: 200 });
    expect(seen.length).toBe(2);
    await expect(http.request('http://127.0.0.1:9/x', { body: 'x' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: '`POST http://127.0.0.1:9/x` was refused a connection (ECONNREFUSED), after 3 tries.',
      hint: 'Check the URL, or that its host may be reached from here.',
    });
  });

  it('repeats nothing when told so', async () => {
    reply = (_request, response) => response.writeHead(429).end();
    await expect(http.request(main.origin, { retry: 'never' })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
    expect(seen.length).toBe(1);
  });

  it('does not wait longer than a minute for a server’s leave, but fails at once', async () => {
    const later = new Date(Date.now() + 3_600_000).toUTCString();
    for (const after of ['3600', later]) {
      reply = (_request, response) => response.writeHead(429, { 'retry-after': after }).end();
      await expect(http.request(main.origin)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    }
    expect(seen.length).toBe(2);
  });

  it('says that the host cannot be resolved', async () => {
    await expect(http.request('http://host.invalid/x')).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(
        /^`GET http:\/\/host\.invalid\/x` could not resolve the host \(E\w+\), after 3 tries\.$/,
      ),
    });
  });

  it('ends a request that takes too long, before or within the body', async () => {
    reply = (_request, response, nth) => {
      if (nth > 1) response.write('beginning');
    };
    for (const _ of ['headers', 'body']) {
      await expect(http.request(main.origin, { timeoutMs: 60, retry: 'never' })).rejects.toMatchObject({
        code: 'UNREACHABLE',
        message: `\`GET ${main.origin}/\` got no whole answer within 60 ms.`,
      });
    }
  });

  it('ends with the reason of the signal, also between tries', async () => {
    const stop = new AbortController();
    reply = (_request, response) => {
      response.writeHead(429, { 'retry-after': '50' }).end();
      setTimeout(() => stop.abort(new Error('stopped')), 20);
    };
    await expect(http.request(main.origin, { signal: stop.signal })).rejects.toThrow('stopped');
    expect(seen.length).toBe(1);
    await expect(
      http.request(main.origin, { signal: AbortSignal.abort(new Error('before')) }),
    ).rejects.toThrow('before');
    const during = new AbortController();
    reply = () => during.abort(new Error('during'));
    await expect(http.request(main.origin, { signal: during.signal })).rejects.toThrow('during');
  });

  it('refuses an answer that is too long, without reading on', async () => {
    let written = 0;
    const endless = function* () {
      for (; written < 1000; written++) yield Buffer.alloc(100_000);
    };
    reply = (_request, response) => void pipeline(Readable.from(endless()), response).catch(() => undefined);
    await expect(http.request(main.origin, { maxBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'REJECTED',
      message: `\`GET ${main.origin}/\` was answered by more than 1000000 bytes.`,
    });
    expect(seen.length).toBe(1);
    expect(written).toBeLessThan(500);
  });

  it('says that an answer is no JSON', async () => {
    reply = (_request, response) => response.end('<html>Sign in');
    const page = await http.request(main.origin);
    expect(() => page.json()).toThrow(`\`GET ${main.origin}/\` was answered by something else than JSON.`);
  });

  it('is a `fetch` for libraries that take one, which gives every status as an answer', async () => {
    reply = (_request, response) => response.writeHead(418, { 'x-said': 'teapot' }).end('short');
    const init = { method: 'POST', body: JSON.stringify({ a: 1 }), headers: { 'x-one': '1' } };
    const answered = await http.fetch(`${main.origin}/f`, init);
    expect(answered).toMatchObject({ status: 418, ok: false });
    expect(answered.headers.get('x-said')).toBe('teapot');
    expect(await answered.text()).toBe('short');
    expect(seen).toMatchObject([{ method: 'POST', url: '/f', body: '{"a":1}', headers: { 'x-one': '1' } }]);
    reply = (_request, response) => response.writeHead(204).end();
    expect(await http.fetch(new URL(main.origin))).toMatchObject({ status: 204, body: null });
    const stop = AbortSignal.abort(new Error('stopped'));
    await expect(http.fetch(main.origin, { signal: stop })).rejects.toThrow('stopped');
  });

  it('goes by a proxy where one is set, except to the hosts that it does not serve', async () => {
    reply = (_request, response) => response.end('answered');
    const proxied = createHttp({ proxy: { url: second.origin, except: 'not.example' } });
    expect((await proxied.request('http://host.example/x')).text()).toBe('answered');
    expect(seen[0]).toMatchObject({ url: 'http://host.example/x', headers: { host: 'host.example' } });
    await expect(proxied.request('http://not.example.invalid', { retry: 'never' })).resolves.toBeDefined();
    await expect(proxied.request('http://sub.not.example', { retry: 'never' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
    await proxied.close();
  });
});
