import { type FailureCode, StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';

/** What npm's own error codes mean: https://docs.npmjs.com/cli/v11/using-npm/logging and npm-registry-fetch. */
const known: readonly (readonly [pattern: RegExp, code: FailureCode, hint: string])[] = [
  [
    /^(E40[1237]|ENEEDAUTH|EOTP)$/,
    'AUTH_FAILED',
    'Check the credential in `auth`, and that it may do this at that registry.',
  ],
  [
    /^(E404|ETARGET|ENOVERSIONS)$/,
    'NOT_FOUND',
    'Check the spelling, and that `registry` is the one that has it; private packages need `auth`.',
  ],
  [
    /^(E409|EPUBLISHCONFLICT)$/,
    'CONFLICT',
    'That version is there already: raise the version in package.json.',
  ],
  [/^E429$/, 'RATE_LIMITED', 'The registry wants fewer requests; it is tried again later.'],
  [/^E4\d\d$/, 'REJECTED', 'The registry does not take this; its own words say why.'],
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONN(REFUSED|RESET|ABORTED)|E(HOST|NET)UNREACH|EPIPE|ETIMEDOUT|ERR_SOCKET_TIMEOUT|FETCH_ERROR|ERR_STREAM_PREMATURE_CLOSE|E5\d\d)$/,
    'UNREACHABLE',
    'Check the registry’s URL, the proxy, and that this machine may reach it.',
  ],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_\w+|ERR_TLS_\w+)$/,
    'TLS_UNTRUSTED',
    'Let the platform trust the registry’s certificate authority.',
  ],
  [
    /^EUSAGE$/,
    'TOOL_FAILED',
    'If the lock file does not fit package.json: run `npm install`, and commit the lock file.',
  ],
  [
    /^EINTEGRITY$/,
    'TOOL_FAILED',
    'The download is not what the lock file says: the registry has changed it, or the lock file is of another one.',
  ],
  [/^ERESOLVE$/, 'TOOL_FAILED', 'Two packages want versions that exclude each other; mend package.json.'],
  [/^EBADENGINE$/, 'TOOL_FAILED', 'The project asks for another version of Node or npm.'],
  [/^EPRIVATE$/, 'TOOL_FAILED', 'Take `private` out of package.json, or publish another package.'],
];

/** Lines that tell nothing, and what npm sets before the others: `404`, `need auth`, `notarget`. */
const noise =
  /^(code |errno |syscall |path |location |workspace |command failed$|Log files were not|A complete log)/;
const label = /^(?:(?:\d{3}|need auth|notarget|network|FetchError:) )+/;

/** Tells npm's failures apart by the code that it prints, so that only what may heal is tried again. */
export function explain(command: string, { status, stderr }: ExecResult): StepError | undefined {
  const lines = [...stderr.matchAll(/^npm (?:error|ERR!) (.+)$/gm)].map(([, text = '']) => text.trim());
  const said = lines.find((line) => line !== '' && !noise.test(line))?.replace(label, '');
  if (said === undefined) return undefined;
  const missing = /^Missing script: (.+)$/.exec(said);
  if (missing !== null) {
    return new StepError('NOT_FOUND', `\`npm ${command}\` found no script ${missing[1]} in package.json.`, {
      hint: 'Check the spelling; `npm run` lists the scripts that are there.',
    });
  }
  // Scripts of the project print what they like.
  if (command === 'run' || command === 'test') return undefined;
  const code = lines.flatMap((line) => /^code (\S+)/.exec(line)?.[1] ?? [])[0];
  // Registries answer 403 to this, and npm says it without a code before it asks them.
  const found = /cannot publish over|over existing version/i.test(said)
    ? known.find(([, name]) => name === 'CONFLICT')
    : known.find(([pattern]) => code !== undefined && pattern.test(code));
  const end = found !== undefined && code !== undefined ? code : `status ${status}`;
  return new StepError(found?.[1] ?? 'TOOL_FAILED', `\`npm ${command}\` ended with ${end}: ${said}`, {
    hint: found?.[2] ?? `See in the log what \`npm ${command}\` printed.`,
  });
}
