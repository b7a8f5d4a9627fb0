import { afterAll, describe, expect, it } from 'vitest';
import { createAddressGuard } from './address-guard.ts';
import { createHttp } from './client.ts';
import { serve } from './test-servers.ts';

let location = '';
const server = await serve((request, response) => {
  if (request.url === '/to') response.writeHead(302, { location }).end();
  else response.end('private');
});
const { port } = new URL(server.origin);
const http = createHttp({ proxy: false, retries: 0 });

afterAll(async () => {
  await http.close();
  await server.close();
});

const hint = 'If it is meant to be reached, list the host or its range in the settings of the project.';
const rule = 'A URL that came from an event may lead to public addresses only,';

describe('contract/http/address-guard', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '0.0.0.0',
    '0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '224.0.0.1',
    '255.255.255.255',
    '127.0.0.1.',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:10.0.0.1]',
    '[::127.0.0.1]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[fc00::1]',
    '[ff02::1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '１２７.0.0.1',
  ])('refuses an event’s URL to %s', async (host) => {
    const error = await http
      .request(`http://${host}:${port}/x`, { from: 'event' })
      .catch((failure: unknown) => failure);
    const shown = new URL(`http://${host}`).hostname.replace(/^\[|\]$|\.$/g, '');
    expect(error).toMatchObject({
      code: 'POLICY_REFUSED',
      message: `${rule} ${JSON.stringify(shown)} is a private one.`,
      hint,
    });
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '[2606:4700::1]', '[::ffff:8.8.8.8]'])(
    'lets %s pass',
    (host) => {
      expect(() => createAddressGuard().assertUrl(new URL(`http://${host}/`))).not.toThrow();
    },
  );

  it('refuses a name by the address that it has when it is connected to', async () => {
    await expect(http.request(`http://localhost:${port}/x`, { from: 'event' })).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
      message: expect.stringMatching(
        /^A URL .* only, "localhost" leads to (127\.0\.0\.1|::1), a private one\.$/,
      ),
      hint,
    });
  });

  it('refuses a redirect of an event’s URL to a private address', async () => {
    const open = createHttp({ proxy: false, allow: ['localhost'], retries: 0 });
    location = `http://127.0.0.1:${port}/x`;
    await expect(open.request(`http://localhost:${port}/to`, { from: 'event' })).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
      message: `${rule} "127.0.0.1" is a private one.`,
    });
    location = '/x';
    expect((await open.request(`http://localhost:${port}/to`, { from: 'event' })).text()).toBe('private');
    await open.close();
  });

  it.each([['127.0.0.1'], ['127.0.0.0/8'], ['LOCALHOST', '127.0.0.1'], ['::/0', '0.0.0.0/0']])(
    'lets pass what the project lists: %s',
    async (...allow) => {
      const open = createHttp({ proxy: false, allow });
      expect((await open.request(`http://127.0.0.1:${port}/x`, { from: 'event' })).text()).toBe('private');
      await open.close();
    },
  );

  it('takes `*.` for the hosts below a name, not for the name and not for others that end so', () => {
    const { assertUrl, lookup } = createAddressGuard(['*.corp.example']);
    expect(() => assertUrl(new URL('http://10.0.0.1'))).toThrow(rule);
    return new Promise<void>((done) => {
      lookup('localhost', { all: true }, (error) => {
        expect(error?.message).toContain('"localhost" leads to');
        done();
      });
    });
  });

  it('lets an author’s URL be private', async () => {
    expect((await http.request(`http://127.0.0.1:${port}/x`)).text()).toBe('private');
    expect((await http.request(`http://localhost:${port}/x`, { from: 'author' })).text()).toBe('private');
  });

  it('holds where a proxy will resolve the name', async () => {
    const proxied = createHttp({ proxy: { url: server.origin }, retries: 0 });
    await expect(proxied.request('http://localhost/x', { from: 'event' })).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
    });
    await expect(proxied.request('http://10.1.1.1/x', { from: 'event' })).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
    });
    expect((await proxied.request('http://only-the-proxy.invalid/x', { from: 'event' })).text()).toBe(
      'private',
    );
    await proxied.close();
  });
});
