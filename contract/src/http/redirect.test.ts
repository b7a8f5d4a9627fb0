import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttp } from './client.ts';
import { serve } from './test-servers.ts';

const seen: { url: string; method: string; headers: IncomingMessage['headers']; body: string }[] = [];
let routes: Record<string, [status: number, location: string]> = {};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { url = '', method = '', headers } = request;
  seen.push({ url, method, headers, body });
  const route = routes[url];
  if (route === undefined) response.end('end');
  else response.writeHead(route[0], { location: route[1] }).end('moved');
}

const one = await serve(answer);
const two = await serve(answer);
const http = createHttp({ proxy: false, retries: 0 });
const secrets = { Authorization: 'Bearer t', Cookie: 'c=1', 'PRIVATE-TOKEN': 'p', Accept: 'text/plain' };

beforeEach(() => {
  seen.length = 0;
});

afterAll(async () => {
  await http.close();
  await one.close();
  await two.close();
});

describe('contract/http/redirect', () => {
  it('follows to the same origin with all headers', async () => {
    routes = { '/a': [302, 'b?x=1'] };
    const answered = await http.request(`${one.origin}/a`, { headers: secrets });
    expect(answered).toMatchObject({ status: 200, url: `${one.origin}/b?x=1` });
    expect(seen[1]).toMatchObject({
      url: '/b?x=1',
      headers: { authorization: 'Bearer t', cookie: 'c=1', 'private-token': 'p' },
    });
  });

  it('takes no credential to another origin, be it only another port', async () => {
    routes = { '/a': [302, `${two.origin.replace('//', '//user:pass@')}/b`] };
    await http.request(`${one.origin.replace('//', '//me:secret@')}/a`, { headers: secrets });
    expect(seen[1]?.url).toBe('/b');
    const { authorization, cookie, 'private-token': token, accept } = seen[1]?.headers ?? {};
    expect({ authorization, cookie, token, accept }).toEqual({ accept: 'text/plain' });
  });

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [302, 'PUT', 'PUT', 'body'],
    [307, 'POST', 'POST', 'body'],
    [308, 'POST', 'POST', 'body'],
  ])('after %i of a %s sends a %s', async (status, method, then, body) => {
    routes = { '/a': [status, '/b'] };
    await http.request(`${one.origin}/a`, { method, body: 'body', headers: { 'content-type': 'text/x' } });
    expect(seen[1]).toMatchObject({ url: '/b', method: then, body });
    expect(seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'text/x');
  });

  it('takes no body to another origin', async () => {
    routes = { '/a': [307, `${two.origin}/b`] };
    await expect(http.request(`${one.origin}/a`, { body: 'secret' })).rejects.toMatchObject({
      code: 'REJECTED',
      message: `\`POST ${one.origin}/a\` was redirected to ${new URL(two.origin).host} with its body.`,
      hint: 'Give the URL that it leads to, if that is where the request is meant to go.',
    });
    expect(seen.length).toBe(1);
  });

  it.each([
    ['file:///etc/passwd', 'was redirected to a URL of the scheme `file:`'],
    ['http://[', 'was redirected to "http://[", which is no URL'],
    ['/a', 'was redirected more than 10 times'],
  ])('refuses a redirect to %j', async (location, how) => {
    routes = { '/a': [302, location] };
    await expect(http.request(`${one.origin}/a`)).rejects.toMatchObject({
      code: 'REJECTED',
      message: `\`GET ${one.origin}/a\` ${how}.`,
    });
  });

  it('gives the redirect itself when asked to', async () => {
    routes = { '/a': [302, '/b'] };
    const answered = await http.request(`${one.origin}/a`, { redirect: 'manual' });
    expect(answered).toMatchObject({ status: 302, headers: { location: '/b' } });
  });
});
