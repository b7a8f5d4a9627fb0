import { StepError } from '../step-error.ts';
import type { HttpRequest } from './options.ts';
import type { Outgoing } from './redirect.ts';

/** What is sent for a request: `user:password@` becomes a header, the query is part of the URL. */
export function toOutgoing(address: string | URL, request: HttpRequest, userAgent: string): Outgoing {
  const url = URL.parse(String(address));
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new StepError(
      'INPUT_INVALID',
      `A URL must start with https:// or http://, got ${quoted(address)}.`,
      {
        hint: 'Write it whole, for instance `https://git.example/api`.',
      },
    );
  }
  const headers: Record<string, string> = { 'user-agent': userAgent, accept: '*/*' };
  if (url.username !== '' || url.password !== '') {
    const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(user).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  url.hash = '';
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  if (request.json !== undefined) headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  const body = request.json === undefined ? (request.body ?? null) : JSON.stringify(request.json);
  const method = (request.method ?? (body === null ? 'GET' : 'POST')).toUpperCase();
  return { url, method, headers, body };
}

/** Cut before the first `@`, where a credential may be. */
function quoted(address: string | URL): string {
  return JSON.stringify(String(address).replace(/^.*@/s, '…'));
}
