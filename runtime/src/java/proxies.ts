import type { Network } from '../network.ts';

/** A proxy as tools of Java are told of one. */
export interface JavaProxy {
  readonly protocol: 'http' | 'https';
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly password: string;
  /** Hosts that it does not serve, parted by `|`. */
  readonly nonProxyHosts: string;
}

/** The proxies of the platform, which Java does not read from variables. */
export function javaProxies({ httpProxy, httpsProxy, noProxy }: Network): JavaProxy[] {
  if (noProxy.includes('*')) return [];
  const nonProxyHosts = [...new Set(noProxy.flatMap(hostPatterns))].join('|');
  const given = { http: httpProxy, https: httpsProxy };
  return (['http', 'https'] as const).flatMap((protocol) => {
    const text = given[protocol];
    return text === undefined ? [] : [{ protocol, ...partsOf(new URL(text)), nonProxyHosts }];
  });
}

function partsOf(url: URL) {
  return {
    host: url.hostname,
    port: url.port || (url.protocol === 'https:' ? '443' : '80'),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}

/** Java knows `*` at one end only, and neither ports nor ranges. */
function hostPatterns(entry: string): string[] {
  const host = entry.replace(/:\d+$/, '').replace(/^\*?\./, '');
  if (host === '' || host.includes('/') || /[|*]/.test(host)) return [];
  return /^[\d.]+$|^\[/.test(host) ? [host] : [host, `*.${host}`];
}
