import { describe, expect, it } from 'vitest';
import { javaProxies } from './java.ts';
import { readNetwork } from './network.ts';

describe('runtime/network', () => {
  it('reads proxies, exceptions and certificates from the usual variables', () => {
    const env = {
      HTTP_PROXY: 'http://a:b@proxy.example:3128',
      https_proxy: 'http://proxy.example',
      HTTPS_PROXY: 'http://other.example',
      NO_PROXY: 'localhost, .corp.example,10.0.0.0/8',
      SSL_CERT_FILE: '/ca.pem',
      CURL_CA_BUNDLE: '/ca.pem',
    };
    expect(readNetwork(env)).toEqual({
      httpProxy: 'http://a:b@proxy.example:3128',
      httpsProxy: 'http://proxy.example',
      noProxy: ['localhost', '.corp.example', '10.0.0.0/8'],
      caFiles: ['/ca.pem'],
    });
    expect(readNetwork({ HTTP_PROXY: 'nonsense' })).toEqual({ noProxy: [], caFiles: [] });
  });

  it('tells Java of them in its own words', () => {
    const network = readNetwork({
      HTTPS_PROXY: 'http://user:p%40ss@proxy.example:3128',
      NO_PROXY: 'localhost,.corp.example:8443,*.lan,127.0.0.1,10.0.0.0/8',
    });
    expect(javaProxies(network)).toEqual([
      {
        protocol: 'https',
        host: 'proxy.example',
        port: '3128',
        username: 'user',
        password: 'p@ss',
        nonProxyHosts: 'localhost|*.localhost|corp.example|*.corp.example|lan|*.lan|127.0.0.1',
      },
    ]);
    expect(javaProxies({ ...network, noProxy: ['*'] })).toEqual([]);
  });
});
