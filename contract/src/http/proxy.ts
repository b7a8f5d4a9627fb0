import type { HttpOptions } from './options.ts';

/** The proxy by which a URL is reached; `undefined` for none. */
export function proxyFor(url: URL, { proxy }: HttpOptions): string | undefined {
  if (proxy === false) return undefined;
  const address = proxy?.url ?? variable(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy');
  const except = proxy === undefined ? variable('no_proxy') : (proxy.except ?? '');
  return address === '' || isExcepted(url, except) ? undefined : address;
}

/** `*`, or names, with or without a leading `.` or `*.`, that mean the hosts below them too; each may have a port. */
function isExcepted(url: URL, except: string): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return except
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '' || entry === '*') return entry === '*';
      const [, name = entry, only] = /^(.+?):(\d+)$/.exec(entry) ?? [];
      const host = name.replace(/^\*?\./, '');
      const same = url.hostname === host || url.hostname.endsWith(`.${host}`);
      return same && (only === undefined || only === port);
    });
}

function variable(name: string): string {
  return process.env[name] || process.env[name.toUpperCase()] || '';
}
