import type { FailureCode } from '../failure.ts';
import { StepError } from '../step-error.ts';
import { builtin } from './builtin.ts';

/** What an answer that is none means for a step. */
export function statusFailure(what: string, status: number, detail: string, tries: number): StepError {
  const [code, hint] = meaningOf(status);
  const said = detail === '' ? '' : `: ${JSON.stringify(detail)}`;
  const name = builtin('node:http').STATUS_CODES[status];
  const answered = `${what} answered ${status}${name === undefined ? '' : ` ${name}`}`;
  return new StepError(code, `${answered}${afterTries(tries)}${said}.`, { hint });
}

/** What a request that got no answer means for a step. */
export function networkFailure(what: string, error: unknown, tries: number): StepError {
  if (error instanceof StepError) return error;
  const cause = rootOf(error);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (/^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$)/.test(code)) {
    const how = /^(ERR_SSL_|EPROTO)/.test(code)
      ? 'found no TLS at the other end'
      : `found no certificate to trust: ${cause.message.split(';')[0]}`;
    const hint = 'Check the scheme and host of the URL, or give the CA certificate of the platform.';
    return new StepError('TLS_UNTRUSTED', `${what} ${how} (${code}).`, { hint, cause });
  }
  const ended = endings.get(code) ?? `failed: ${cause.message}`;
  const hint = 'Check the URL, or that its host may be reached from here.';
  return new StepError(
    'UNREACHABLE',
    `${what} ${ended}${code === '' ? '' : ` (${code})`}${afterTries(tries)}.`,
    {
      hint,
      cause,
    },
  );
}

export function timeoutFailure(what: string, timeoutMs: number, tries: number): StepError {
  return new StepError(
    'UNREACHABLE',
    `${what} got no whole answer within ${timeoutMs} ms${afterTries(tries)}.`,
    {
      hint: 'Check that the server is well, or give it more time.',
    },
  );
}

/** The request did not get as far as the server. */
export function neverSent(error: unknown): boolean {
  const cause = rootOf(error);
  return 'code' in cause && typeof cause.code === 'string' && before.has(cause.code);
}

const endings = new Map([
  ['ENOTFOUND', 'could not resolve the host'],
  ['EAI_AGAIN', 'could not resolve the host'],
  ['ECONNREFUSED', 'was refused a connection'],
  ['ETIMEDOUT', 'got no connection in time'],
  ['ECONNRESET', 'lost its connection'],
  ['EPIPE', 'lost its connection'],
]);

/** Before a connection stood; what was to be sent is still here. */
const before = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

function meaningOf(status: number): [FailureCode, hint: string] {
  if (status === 401 || status === 403) {
    return ['AUTH_FAILED', 'Check the credential, and what it is allowed to do.'];
  }
  if (status === 404)
    return ['NOT_FOUND', 'Check the URL; some servers say so too where the credential does not suffice.'];
  if (status === 409) return ['CONFLICT', 'Something else changed it meanwhile, or it exists already.'];
  if (status === 429) return ['RATE_LIMITED', 'Ask less often, or raise the limit at the server.'];
  if (status >= 500) return ['UNREACHABLE', 'The server is in trouble: see its log, or try again later.'];
  return ['REJECTED', 'The server does not accept the request: see what it says.'];
}

function afterTries(tries: number): string {
  return tries > 1 ? `, after ${tries} tries` : '';
}

/** The first error of several connection attempts, or the error that one was wrapped around. */
function rootOf(error: unknown): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  if (!(error instanceof Error)) return new Error(String(error));
  return error.cause instanceof Error && !('code' in error) ? rootOf(error.cause) : error;
}
