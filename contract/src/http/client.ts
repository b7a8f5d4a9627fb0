import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { redactUrl } from '../redact-url.ts';
import type { StepError } from '../step-error.ts';
import { type AddressGuard, assertResolved, createAddressGuard } from './address-guard.ts';
import { backOff, pause } from './back-off.ts';
import { type Connections, createConnections } from './connections.ts';
import { networkFailure, neverSent, statusFailure, timeoutFailure } from './failure.ts';
import { toFetch } from './fetch.ts';
import type { HttpOptions, HttpRequest, HttpResponse } from './options.ts';
import { toOutgoing } from './outgoing.ts';
import { proxyFor } from './proxy.ts';
import { type Outgoing, redirected } from './redirect.ts';
import { readResponse, saidBy } from './response.ts';
import { send } from './send.ts';

/** The one way out by HTTP: certificates verified, proxy and CA set once, repeated where that is safe. */
export interface Http {
  /** @throws StepError where there is no answer, or one that is neither below 400 nor accepted. */
  request(url: string | URL, request?: HttpRequest): Promise<HttpResponse>;
  /** For libraries that take a `fetch`; gives whatever status there is. */
  readonly fetch: typeof fetch;
  /** For libraries that take Node's agents: the proxy, CA and verification for the URLs that an author names. */
  agentFor(url: string | URL): Promise<HttpAgent | HttpsAgent>;
  close(): void;
}

const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Makes a client; nothing is loaded before its first request. */
export function createHttp(options: HttpOptions = {}): Http {
  const author = createConnections(options);
  let guarded: { guard: AddressGuard; connections: Connections } | undefined;
  const { retries = 2, backOffMs = 500, userAgent = 'stepyard' } = options;

  /** What URLs from events go by; made when the first one comes. */
  function event(): { guard: AddressGuard; connections: Connections } {
    if (guarded === undefined) {
      const guard = createAddressGuard(options.allow);
      guarded = { guard, connections: createConnections(options, guard.lookup) };
    }
    return guarded;
  }

  async function request(address: string | URL, wanted: HttpRequest = {}): Promise<HttpResponse> {
    const first = toOutgoing(address, wanted, userAgent);
    const what = `\`${first.method} ${redactUrl(first.url.href)}\``;
    for (let tries = 1; ; tries++) {
      wanted.signal?.throwIfAborted();
      const outcome = await attempt(what, first, wanted, tries);
      if ('status' in outcome) return outcome;
      if (tries > retries || !outcome.again) throw outcome.failure;
      const wait = backOff(tries, backOffMs, outcome.retryAfter);
      if (wait === undefined) throw outcome.failure;
      await pause(wait, wanted.signal);
    }
  }

  /** One try, redirects included. */
  async function attempt(
    what: string,
    first: Outgoing,
    wanted: HttpRequest,
    tries: number,
  ): Promise<HttpResponse | Setback> {
    const { retry = 'safe', signal } = wanted;
    const timeoutMs = wanted.timeoutMs ?? options.timeoutMs ?? 30_000;
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    const again = retry === 'always' || (retry === 'safe' && repeatable.has(first.method));
    try {
      const answer = await follow(what, first, wanted, either);
      const { status, headers } = answer;
      if (status < 400 || isAccepted(status, wanted.accept)) return answer;
      const failure = statusFailure(what, status, saidBy(answer, options.mask), tries);
      const passing = status === 429 ? retry !== 'never' : status >= 500 && again;
      return { failure, again: passing, retryAfter: headers['retry-after'] };
    } catch (error) {
      signal?.throwIfAborted();
      if (timeout.aborted) return { failure: timeoutFailure(what, timeoutMs, tries), again };
      const failure = networkFailure(what, error, tries);
      const passing = failure.code === 'UNREACHABLE' && (again || (retry !== 'never' && neverSent(error)));
      return { failure, again: passing };
    }
  }

  async function follow(
    what: string,
    first: Outgoing,
    wanted: HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const { from = 'author' } = wanted;
    const maxBytes = wanted.maxBytes ?? options.maxBytes ?? 10 << 20;
    let outgoing = first;
    for (let hops = 0; ; hops++) {
      const { url } = outgoing;
      const connections = from === 'event' ? event().connections : author;
      if (from === 'event') {
        event().guard.assertUrl(url);
        if (proxyFor(url, options) !== undefined) await assertResolved(event().guard, url);
      }
      const answer = await send(outgoing, await connections.agentFor(url), signal);
      const { statusCode = 0, headers } = answer;
      const next =
        wanted.redirect === 'manual'
          ? undefined
          : redirected(what, outgoing, statusCode, headers.location, hops);
      if (next === undefined) return await readResponse(what, url, answer, maxBytes);
      answer.resume();
      outgoing = next;
    }
  }

  function close(): void {
    author.close();
    guarded?.connections.close();
  }

  const agentFor = (url: string | URL) => author.agentFor(new URL(url));
  return { request, fetch: toFetch(request), agentFor, close };
}

interface Setback {
  readonly failure: StepError;
  readonly again: boolean;
  readonly retryAfter?: string | undefined;
}

function isAccepted(status: number, accept: HttpRequest['accept']): boolean {
  return accept === 'any' || accept?.includes(status) === true;
}
