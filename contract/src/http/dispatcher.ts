import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { StepError } from '../step-error.ts';
import type { AddressGuard } from './address-guard.ts';
import type { HttpOptions } from './options.ts';

const connectTimeoutMs = 10_000;

/** The connections of a client: its proxy, what it trusts, and with a guard only those that it lets through. */
export async function createDispatcher(options: HttpOptions, guard?: AddressGuard): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('./undici.ts');
  const ca = options.caFile === undefined ? {} : { ca: await readCertificates(options.caFile) };
  // Given, because NODE_TLS_REJECT_UNAUTHORIZED would change the default.
  const tls = { ...ca, rejectUnauthorized: true };
  const connect = {
    ...tls,
    timeout: connectTimeoutMs,
    ...(guard === undefined ? {} : { lookup: guard.lookup }),
  };
  // Empty means none; what is left out is taken from the environment.
  const { proxy } = options;
  const proxies =
    proxy === undefined
      ? {}
      : proxy === false
        ? { httpProxy: '', httpsProxy: '', noProxy: '*' }
        : { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: proxy.except ?? '' };
  // Plain http goes through a proxy as such: many allow CONNECT for port 443 only.
  const agent = new EnvHttpProxyAgent({
    ...proxies,
    proxyTunnel: false,
    connect,
    requestTls: tls,
    proxyTls: tls,
  });
  if (guard === undefined) return agent;
  return agent.compose((dispatch) => (request, handler) => {
    guard.assertUrl(new URL(String(request.origin)));
    return dispatch(request, handler);
  });
}

/** Whether requests may go through a proxy, which then resolves names by itself. */
export function mayUseProxy({ proxy }: HttpOptions): boolean {
  if (proxy !== undefined) return proxy !== false;
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];
  return names.some((name) => (process.env[name] ?? '') !== '');
}

async function readCertificates(caFile: string): Promise<string[]> {
  const pem = await readFile(caFile, 'utf8').catch((cause: unknown) => {
    throw new StepError(
      'INPUT_INVALID',
      `The file of CA certificates ${JSON.stringify(caFile)} cannot be read.`,
      {
        hint: 'Give the path of a file in PEM format.',
        cause,
      },
    );
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new StepError('INPUT_INVALID', `The file ${JSON.stringify(caFile)} holds no CA certificate.`, {
      hint: 'It must be in PEM format, with lines `-----BEGIN CERTIFICATE-----`.',
    });
  }
  return [...getCACertificates('default'), pem];
}
