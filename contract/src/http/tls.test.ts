import { afterAll, describe, expect, it } from 'vitest';
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
      message: expect.stringMatching(/\(ERR_SSL_WRONG_VERSION_NUMBER\)\.$/),
      hint,
    });
  });

  it('refuses a redirect from https to http', async () => {
    await expect(trusting.request(`${good.origin}/down`)).rejects.toMatchObject({
      code: 'REJECTED',
      message: `\`GET ${good.origin}/down\` was redirected from https to http at ${new URL(plain.origin).host}.`,
    });
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
