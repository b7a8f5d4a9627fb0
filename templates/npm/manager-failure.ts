import { type FailureCode, StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';

/** What pnpm and Yarn print of their failures; the first that fits holds. */
const known: readonly (readonly [pattern: RegExp, code: FailureCode, hint: string])[] = [
  [
    /ERR_PNPM_OUTDATED_LOCKFILE|ERR_PNPM_NO_LOCKFILE|ERR_PNPM_FROZEN_LOCKFILE|lockfile needs to be updated|lockfile would have been (?:modified|created)|YN0028/i,
    'TOOL_FAILED',
    'Install once where you work, and commit the lock file.',
  ],
  [
    /ERR_PNPM_NO_SCRIPT|Missing script|Command "[^"]{1,200}" not found|Couldn't find a script named/i,
    'NOT_FOUND',
    'Check the spelling of `script`, against package.json.',
  ],
  [
    /ERR_PNPM_FETCH_40[13]|\b40[13] (?:Unauthorized|Forbidden)|Response Code: 40[13]|(?:Unauthorized|Forbidden) - 40[13]|: (?:unauthorized|forbidden|not authorized|authentication required)|authentication token not provided|Request failed \\?"40[13]|YN0041|Invalid authentication/i,
    'AUTH_FAILED',
    'Check the credential in `auth`, and that it may do this at that registry.',
  ],
  [
    /ERR_PNPM_FETCH_404|ERR_PNPM_NO_MATCHING_VERSION|Couldn't find (?:package|any versions)|Response Code: 404|Not Found - 404|Request failed \\?"404|Package not found|No candidates found|YN0082|YN0035: .*404/i,
    'NOT_FOUND',
    'Check the spelling, and that `registry` is the one that has it; private packages need `auth`.',
  ],
  [
    /ERR_PNPM_FETCH_429|Too Many Requests - 429|Response Code: 429|\b429 Too Many/i,
    'RATE_LIMITED',
    'It is tried again later.',
  ],
  [
    /SELF_SIGNED_CERT|DEPTH_ZERO_SELF|UNABLE_TO_(?:VERIFY|GET_ISSUER)|certificate|UnknownIssuer/i,
    'TLS_UNTRUSTED',
    'Let the platform trust the registry’s certificate authority.',
  ],
  [
    /ERR_PNPM_TARBALL_INTEGRITY|EINTEGRITY|Integrity check failed|YN0018/i,
    'TOOL_FAILED',
    'The download is not what the lock file says: the registry has changed it, or the lock file is of another one.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONN(?:REFUSED|RESET|ABORTED)|E(?:HOST|NET)UNREACH|ETIMEDOUT|ERR_PNPM_(?:FETCH_5\d\d|META_FETCH_FAIL)|Response Code: 5\d\d|trouble with your network|\b50[0234] |error sending request|Connection refused|dns error/i,
    'UNREACHABLE',
    'Check the registry’s URL, the proxy, and that this machine may reach it.',
  ],
];

/** A line that says what went wrong, in the manner of either. */
const telling = /ERR_PNPM_|^\s*[×╰├]|^\s*(?:error|ERROR)\b|^➤ YN\d{4}: (?!·)|^Usage Error|^Internal Error/;

/** Tells failures apart by what pnpm or Yarn printed, which is masked, so that only what may heal is tried again. */
export function explainManager(name: string, { status, stdout, stderr }: ExecResult): StepError | undefined {
  const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => telling.test(line));
  for (const [pattern, code, hint] of known) {
    const line = lines.find((one) => pattern.test(one));
    if (line === undefined) continue;
    return new StepError(code, `\`${name}\` ended with status ${status}: ${line.trim()}`, { hint });
  }
  return undefined;
}
