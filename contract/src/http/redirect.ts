import { StepError } from '../step-error.ts';

/** A request as it goes over the wire. */
export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

const mostRedirects = 10;

/** All that goes to another origin: whatever else there is may be a credential. */
const plainHeaders = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

/** The request that a redirect asks for; `undefined` where the answer is none. */
export function redirected(
  what: string,
  request: Outgoing,
  status: number,
  location: string | undefined,
  hops: number,
): Outgoing | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  if (hops >= mostRedirects) throw refused(what, `was redirected more than ${mostRedirects} times`);
  const url = URL.parse(location, request.url.href);
  if (url === null) throw refused(what, `was redirected to ${JSON.stringify(location)}, which is no URL`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refused(what, `was redirected to a URL of the scheme \`${url.protocol}\``);
  }
  if (request.url.protocol === 'https:' && url.protocol === 'http:') {
    throw refused(what, `was redirected from https to http at ${url.host}`);
  }
  url.username = '';
  url.password = '';
  const toGet = status === 303 ? request.method !== 'HEAD' : status < 303 && request.method === 'POST';
  const method = toGet ? 'GET' : request.method;
  const body = toGet ? null : request.body;
  const elsewhere = url.origin !== request.url.origin;
  if (elsewhere && body !== null) throw refused(what, `was redirected to ${url.host} with its body`);
  const headers = Object.entries(request.headers).filter(
    ([name]) => (!elsewhere || plainHeaders.has(name)) && !(toGet && name.startsWith('content-')),
  );
  return { url, method, headers: Object.fromEntries(headers), body };
}

function refused(what: string, how: string): StepError {
  return new StepError('REJECTED', `${what} ${how}.`, {
    hint: 'Give the URL that it leads to, if that is where the request is meant to go.',
  });
}
