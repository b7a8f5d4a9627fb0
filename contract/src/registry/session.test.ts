import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../http/client.ts';
import { serve, type TestServer } from '../http/test-servers.ts';
import { StepError } from '../step-error.ts';
import { readChallenges } from './challenge.ts';
import { createRegistry } from './registry.ts';

const http = createHttp({ proxy: false, retries: 0 });
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 2 },
  layers: [],
});

let server: TestServer | undefined;
afterEach(() => server?.close());

/** A registry that wants a bearer token, and the service that gives one to those who have the right to it. */
async function bearerRegistry(user: string): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = [];
  server = await serve((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    asked.push(`${request.method} ${url.pathname}${url.search}`);
    if (url.pathname === '/token') {
      const let_in = userOf(request) === user;
      response.writeHead(let_in ? 200 : 401, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(let_in ? { token: 't0ken' } : { errors: [] }));
    }
    if (request.headers.authorization !== 'Bearer t0ken') {
      const challenge = `Bearer realm="${server?.origin}/token",service="reg,1",scope="repository:app:pull"`;
      return response.writeHead(401, { 'www-authenticate': challenge }).end();
    }
    response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' });
    return response.end(manifest);
  });
  return { host: server.origin.replace('http://', ''), asked };
}

function userOf({ headers }: IncomingMessage): string {
  return Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
}

describe('contract/registry/session', () => {
  it('gets a token for a repository once, as nobody or with a credential', async () => {
    for (const user of ['', 'ann:s3cret']) {
      const { host, asked } = await bearerRegistry(user);
      const [username = '', password = ''] = user.split(':');
      const credentials = async () => (user === '' ? undefined : { username, password });
      const registry = createRegistry({ http, credentials });
      const reference = { registry: host, repository: 'app', tag: '1' };
      await registry.manifest(reference);
      await registry.manifest(reference);
      expect(asked).toEqual([
        'GET /v2/app/manifests/1',
        'GET /token?service=reg%2C1&scope=repository%3Aapp%3Apull',
        'GET /v2/app/manifests/1',
        'GET /v2/app/manifests/1',
      ]);
      await server?.close();
    }
  });

  it('says that a credential is refused, or missing', async () => {
    const { host } = await bearerRegistry('ann:s3cret');
    const credentials = async () => ({ username: 'ann', password: 'wrong' });
    const reference = { registry: host, repository: 'app', tag: '1' };
    await expect(createRegistry({ http, credentials }).manifest(reference)).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      message: `${host} refused the credential of "ann" for the repository app (401).`,
      hint: `Log in with \`docker login ${host}\`, or correct the credential.`,
    });
    await server?.close();
    server = await serve((_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
    );
    const closed = server.origin.replace('http://', '');
    await expect(createRegistry({ http }).manifest({ ...reference, registry: closed })).rejects.toMatchObject(
      {
        code: 'AUTH_FAILED',
        message: `A credential must be given that opens the repository app of ${closed} (401).`,
        hint: `Log in with \`docker login ${closed}\`, or correct the credential.`,
      },
    );
  });

  it('refuses content that is not what its digest says', async () => {
    server = await serve((_, response) => response.end(manifest));
    const digest = `sha256:${'1'.repeat(64)}`;
    const reference = { registry: server.origin.replace('http://', ''), repository: 'app', digest };
    await expect(createRegistry({ http }).manifest(reference)).rejects.toMatchObject({
      code: 'REJECTED',
      hint: 'The registry, or something on the way to it, changed the content: do not use it.',
    });
  });

  it('refuses what is no manifest of today', async () => {
    server = await serve((_, response) => response.end('{"schemaVersion":1}'));
    const registry = server.origin.replace('http://', '');
    await expect(
      createRegistry({ http }).manifest({ registry, repository: 'app', tag: '1' }),
    ).rejects.toMatchObject({
      message: `The manifest of ${registry}/app:1 must be a manifest of version 2 or of OCI, got one of version 1.`,
    });
  });

  it('reads several challenges of one header', () => {
    expect(readChallenges('Negotiate, Basic realm="a, \\"b\\"", Bearer realm=x,scope="y z"')).toEqual([
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'a, "b"' } },
      { scheme: 'bearer', parameters: { realm: 'x', scope: 'y z' } },
    ]);
    expect(readChallenges('"')).toEqual([]);
  });

  it('tells why there is no credential only where one is needed', async () => {
    const problem = new StepError('TOOL_MISSING', 'The program is missing.', { hint: 'Install it.' });
    const credentials = () => Promise.reject(problem);
    const reference = { repository: 'app', tag: '1' };
    const open = await bearerRegistry('');
    const registry = createRegistry({ http, credentials });
    expect((await registry.manifest({ registry: open.host, ...reference })).digest).toMatch(/^sha256:/);
    await server?.close();
    const { host } = await bearerRegistry('ann:s3cret');
    await expect(registry.manifest({ registry: host, ...reference })).rejects.toBe(problem);
  });
});
