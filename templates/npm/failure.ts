import { type FailureCode, StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';

/** What npm's own error codes mean: https://docs.npmjs.com/cli/v11/using-npm/logging and npm-registry-fetch. */
const known: readonly (readonly [pattern: RegExp, code: FailureCode, hint: string])[] = [
  [
    /^(E401|E403|ENEEDAUTH|EOTP)$/,
    'AUTH_FAILED',
    'Check the credential in `auth`, and that it may do this at that registry.',
  ],
  [
    /^E404$/,
    'NOT_FOUND',
    'Check the spelling, and that `registry` is the one that has it; private packages need `auth`.',
  ],
  [
    /^(E409|EPUBLISHCONFLICT)$/,
    'CONFLICT',
    'That version is there already: raise the version in package.json.',
  ],
  [/^E429$/, 'RATE_LIMITED', 'The registry wants fewer requests; it is tried again later.'],
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|E50\d)$/,
    'UNREACHABLE',
    'Check the registry’s URL, the proxy, and that this machine may reach it.',
  ],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_HAS_EXPIRED)$/,
    'TLS_UNTRUSTED',
    'Let the platform trust the registry’s certificate authority.',
  ],
  [
    /^EUSAGE$/,
    'TOOL_FAILED',
    'If the lock file does not fit package.json: run `npm install`, and commit the lock file.',
  ],
  [/^EBADENGINE$/, 'TOOL_FAILED', 'The project asks for another version of Node or npm.'],
];

/** Tells npm's failures apart by the code that it prints, so that only what may heal is tried again. */
export function explain(command: string, { stderr }: ExecResult): StepError | undefined {
  const [, code] = /^npm (?:error|ERR!) code (\S+)/m.exec(stderr) ?? [];
  const found = code && known.find(([pattern]) => pattern.test(code));
  if (!found) return undefined;
  const said = [...stderr.matchAll(/^npm (?:error|ERR!) (?!code |A complete log|errno |syscall )(.+)$/gm)];
  const words = said[0]?.[1]?.replace(/^\d{3} /, '').trim() ?? code;
  return new StepError(found[1], `\`npm ${command}\` ended with ${code}: ${words}`, { hint: found[2] });
}
