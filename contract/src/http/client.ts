import type { Dispatcher } from 'undici';
import { redactUrl } from '../redact-url.ts';
import type { StepError } from '../step-error.ts';
import { assertResolved, createAddressGuard } from './address-guard.ts';
import { backOff, pause } from './back-off.ts';
import { createDispatcher, mayUseProxy } from './dispatcher.ts';
import { networkFailure, neverSent, statusFailure, timeoutFailure } from './failure.ts';
import type { HttpOptions, HttpRequest, HttpResponse } from './options.ts';
import { toOutgoing } from './outgoing.ts';
import { type Outgoing, redirected } from './redirect.ts';
import { readResponse, saidBy } from './response.ts';

/** The one way out by HTTP: certificates verified, proxy and CA set once, repeated where that is safe. */
export interface Http {
  /** @throws StepError where there is no answer, or one that is neither 2xx nor accepted. */
  request(url: string | URL, request?: HttpRequest): Promise<HttpResponse>;
  /** The connections, for libraries that bring their own requests; by the same proxy, CA and address rules. */
  dispatcher(from?: 'author' | 'event'): Promise<Dispatcher>;
  close(): Promise<void>;
}

const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Makes a client; nothing is loaded before its first request. */
export function createHttp(options: HttpOptions = {}): Http {
  const guard = createAddressGuard(options.allow);
  const dispatchers = new Map<'author' | 'event', Promise<Dispatcher>>();
  const { retries = 2, backOffMs = 500, userAgent = 'stepyard' } = options;

  function dispatcher(from: 'author' | 'event' = 'author'): Promise<Dispatcher> {
    const known = dispatchers.get(from);
    const made = known ?? createDispatcher(options, from === 'event' ? guard : undefined);
    dispatchers.set(from, made);
    return made;
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
      if (status < 400 || wanted.accept?.includes(status)) return answer;
      const failure = statusFailure(what, status, saidBy(answer), tries);
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
    const { request: send } = await import('./undici.ts');
    let outgoing = first;
    for (let hops = 0; ; hops++) {
      const { url, method, headers, body } = outgoing;
      if (from === 'event' && mayUseProxy(options)) await assertResolved(guard, url);
      const answer = await send(url, { method, headers, body, signal, dispatcher: await dispatcher(from) });
      const location = [answer.headers.location].flat()[0];
      const next =
        wanted.redirect === 'manual'
          ? undefined
          : redirected(what, outgoing, answer.statusCode, location, hops);
      if (next === undefined) return await readResponse(what, url, answer, maxBytes);
      await answer.body.dump();
      outgoing = next;
    }
  }

  async function close(): Promise<void> {
    const made = await Promise.allSettled(dispatchers.values());
    dispatchers.clear();
    await Promise.all(made.map((one) => (one.status === 'fulfilled' ? one.value.destroy() : undefined)));
  }

  return { request, dispatcher, close };
}

interface Setback {
  readonly failure: StepError;
  readonly again: boolean;
  readonly retryAfter?: string | undefined;
}
