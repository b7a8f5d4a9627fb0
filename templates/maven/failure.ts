import { type FailureCode, StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';
import { compileFailure } from '@stepyard/runtime/java';
import { oneLine } from '@stepyard/runtime/one-line';
import { compileErrors } from './compile-errors.ts';

/** What Maven and its resolver print, in the order in which it is looked for. */
const known: readonly (readonly [pattern: RegExp, code: FailureCode, hint: string])[] = [
  [
    /PKIX path building failed|unable to find valid certification path|No subject alternative/,
    'TLS_UNTRUSTED',
    'Let the platform trust the repository’s certificate authority: SSL_CERT_FILE names its certificates.',
  ],
  [
    /status(?: code)?: 40[137]|auth(?:entication|orization) failed|authentication attempts|Unauthorized|Forbidden/i,
    'AUTH_FAILED',
    'Check `servers`: the id must be the one that the POM or the mirror has.',
  ],
  [/status(?: code)?: 429/i, 'RATE_LIMITED', 'The repository wants fewer requests; it is tried again later.'],
  [/status(?: code)?: 409/i, 'CONFLICT', 'That version is there already: raise the version.'],
  [
    /status(?: code)?: 4(?!04)\d\d/i,
    'REJECTED',
    'Check what the repository takes: releases or snapshots, and whether a version may be replaced.',
  ],
  [
    /Unknown ?host|Name or service not known|name resolution|nodename nor servname|UnresolvedAddress|\brefused\b|Connection reset|prematurely|timed out|status(?: code)?: 5\d\d/i,
    'UNREACHABLE',
    'Check the repository’s URL, the proxy, and that this machine may reach it.',
  ],
  [/in offline mode/, 'NOT_FOUND', 'Run once without `offline`, so that the cache holds it.'],
  [
    /Could not find artifact|was not found in|Failure to find/,
    'NOT_FOUND',
    'Check its coordinates, and that `mirror` or the POM names the repository that has it.',
  ],
];

/** Resolver errors are nested; the innermost one says which file and why. */
const innermost =
  /Could not (?:transfer|find) artifact |Cannot access |Failure to find |\S+ was not found in /g;

/** Tells Maven's failures apart by what it prints of its resolver; a build that fails is the author's to mend. */
export function explain({ stdout }: ExecResult, workspace: string): StepError | undefined {
  const errors = [...stdout.matchAll(/^\[(?:ERROR|FATAL)\] (.+)$/gm)].flatMap(
    ([, text]) => text?.trim() || [],
  );
  const transfer = errors.flatMap((text) => {
    const last = [...text.matchAll(innermost)].at(-1);
    return last === undefined ? [] : text.slice(last.index);
  })[0];
  const found = transfer && known.find(([pattern]) => pattern.test(transfer));
  if (transfer && found) {
    return new StepError(found[1], `\`mvn\` could not get or put what it needs: ${short(transfer)}`, {
      hint: found[2],
    });
  }
  const uncompiled = compileFailure('mvn', compileErrors(stdout, workspace));
  if (uncompiled !== undefined) return uncompiled;
  const first =
    errors.find((text) => /^Failed to execute goal|^The goal you specified|^Unknown lifecycle/.test(text)) ??
    errors[0];
  if (first === undefined) return undefined;
  return new StepError('TOOL_FAILED', `\`mvn\` failed: ${short(first)}`, {
    hint: 'Its own words are above; the first line marked [ERROR] tells most.',
  });
}

function short(text: string): string {
  return oneLine(text.replace(/ -> \[Help \d+\]$/, ''));
}
