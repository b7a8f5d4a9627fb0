import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { loopbackCertificate as loopback } from '../../../test/support/loopback-certificate.ts';
import { createHttp } from './client.ts';
import { makeCertificates, serve, serveTls } from './test-servers.ts';

const certificates = makeCertificates();
const { caFile } = certificates;
const plain = await serve((_request, response) => response.writeHead(302, { location: '/x' }).end());
const good = await serveTls((request, response) => {
  if (request.url === '/down') response.writeHead(302, { location: plain.origin }).end();
  else response.end('secure');
}, certificates.good);
const other = await serveTls((_request, response) => response.end(), certificates.other);
const expired = await serveTls((_request, response) => response.end(), certificates.expired);
const trusting = createHttp({ proxy: false, caFile, retries: 0 });
const plainly = createHttp({ proxy: false, retries: 0 });

afterAll(async () => {
  certificates.remove();
  await Promise.all([plain, good, other, expired, trusting, plainly].map((one) => one.close()));
});

const hint = 'Check the scheme and host of the URL, or give the CA certificate of the platform.';

describe('contract/http/tls', () => {
  it('trusts the CA of a file', async () => {
    expect((await trusting.request(good.origin)).text()).toBe('secure');
    expect((await trusting.request(good.origin.replace('127.0.0.1', 'localhost'))).text()).toBe('secure');
  });

  it('trusts a CA that is given as text, and no other besides', async () => {
    const ca = readFileSync(caFile, 'utf8');
    const only = createHttp({ proxy: false, retries: 0, tls: { ca } });
    expect((await only.request(good.origin)).text()).toBe('secure');
    only.close();
    const named = createHttp({ proxy: false, retries: 0, tls: { ca, servername: 'else.example' } });
    await expect(named.request(good.origin)).rejects.toMatchObject({ code: 'TLS_UNTRUSTED' });
    named.close();
    const elsewhere = createHttp({ proxy: false, retries: 0, caFile, tls: { ca: loopback.cert } });
    await expect(elsewhere.request(good.origin)).rejects.toMatchObject({ code: 'TLS_UNTRUSTED' });
    elsewhere.close();
  });

  it('trusts no unknown CA, whatever the environment says', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    const unknown = plainly
      .request(good.origin)
      .finally(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
    await expect(unknown).rejects.toMatchObject({
      code: 'TLS_UNTRUSTED',
      message: `\`GET ${good.origin}/\` found no certificate to trust: unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE).`,
      hint,
    });
  });

  it('trusts no certificate of another host, nor one that has ended', async () => {
    await expect(trusting.request(other.origin)).rejects.toMatchObject({
      code: 'TLS_UNTRUSTED',
      message: expect.stringMatching(/does not match .*\(ERR_TLS_CERT_ALTNAME_INVALID\)\.$/),
    });
    await expect(trusting.request(expired.origin)).rejects.toMatchObject({
      code: 'TLS_UNTRUSTED',
      message: `\`GET ${expired.origin}/\` found no certificate to trust: certificate has expired (CERT_HAS_EXPIRED).`,
    });
  });

  it('does not retry what is not trusted', async () => {
    const retrying = createHttp({ proxy: false, backOffMs: 1 });
    await expect(retrying.request(good.origin)).rejects.not.toThrow('tries');
    await retrying.close();
  });

  it('says that a server does not speak TLS', async () => {
    await expect(trusting.request(plain.origin.replace('http:', 'https:'))).rejects.toMatchObject({
      code: 'TLS_UNTRUSTED',
      message: expect.stringMatching(
        /^`GET https:.*` found no TLS at the other end \((EPROTO|ERR_SSL_\w+)\)\.$/,
      ),
      hint,
    });
  });

  it('refuses a redirect from https to http', async () => {
    await expect(trusting.request(`${good.origin}/down`)).rejects.toMatchObject({
      code: 'REJECTED',
      message: `\`GET ${good.origin}/down\` was redirected from https to http at ${new URL(plain.origin).host}.`,
    });
  });

  it('verifies through a proxy, which sees the name of the host only', async () => {
    const asked: string[] = [];
    const proxy = await serve((_request, response) => response.writeHead(400).end());
    proxy.server.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const onward = connect(Number(new URL(good.origin).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    const settings = { proxy: { url: proxy.origin }, retries: 0 };
    const [trusts, trustsNot] = [createHttp({ ...settings, caFile }), createHttp(settings)];
    expect((await trusts.request('https://localhost:8443/x')).text()).toBe('secure');
    expect(asked).toEqual(['localhost:8443']);
    await expect(trusts.request('https://elsewhere.example/x')).rejects.toMatchObject({
      code: 'TLS_UNTRUSTED',
    });
    await expect(trustsNot.request('https://localhost:8443/x')).rejects.toMatchObject({
      code: 'TLS_UNTRUSTED',
    });
    const agent = await trusts.agentFor('https://localhost:8443');
    const answered = await new Promise((done, fail) =>
      get('https://localhost:8443', { agent }, done).on('error', fail),
    );
    expect(answered).toMatchObject({ statusCode: 200 });
    for (const one of [trusts, trustsNot, proxy]) await one.close();
  });

  it('says that a CA file cannot be used', async () => {
    await expect(createHttp({ caFile: '/none.pem' }).request(good.origin)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'The file of CA certificates "/none.pem" cannot be read.',
    });
    await expect(
      createHttp({ caFile: import.meta.filename.replace('tls.test', 'client') }).request(good.origin),
    ).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('holds no CA certificate.'),
    });
  });
});
