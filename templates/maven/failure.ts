import { type FailureCode, StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';

/** What Maven and its resolver print, in the order in which it is looked for. */
const known: readonly (readonly [pattern: RegExp, code: FailureCode, hint: string])[] = [
  [
    /PKIX path building failed|unable to find valid certification path/,
    'TLS_UNTRUSTED',
    'Let the JDK trust the repository’s certificate authority.',
  ],
  [
    /status(?: code)?: 40[13]|Not authorized|authentication failed|Unauthorized|Forbidden/i,
    'AUTH_FAILED',
    'Check `servers`: the id must be the one that the POM or the mirror has.',
  ],
  [/status(?: code)?: 429/, 'RATE_LIMITED', 'The repository wants fewer requests; it is tried again later.'],
  [/status(?: code)?: 409/, 'CONFLICT', 'That version is there already: raise the version.'],
  [
    /Unknown host|UnknownHostException|Connection refused|Connection reset|timed out|Temporary failure in name resolution|status(?: code)?: 5\d\d/,
    'UNREACHABLE',
    'Check the repository’s URL, the proxy, and that this machine may reach it.',
  ],
  [
    /Could not find artifact|was not found in/,
    'NOT_FOUND',
    'Check its coordinates, and that `mirror` or the POM names the repository that has it.',
  ],
];

/** Tells Maven's failures apart by what it prints of its resolver; a build that fails is the author's to mend. */
export function explain({ stdout }: ExecResult): StepError | undefined {
  const errors = [...stdout.matchAll(/^\[(?:ERROR|FATAL)\] (.+)$/gm)].flatMap(
    ([, text]) => text?.trim() || [],
  );
  const transfer = errors.find((text) =>
    /Could not (transfer|find) artifact|Failed to (deploy|retrieve|collect|transfer)|Non-resolvable|could not be resolved/.test(
      text,
    ),
  );
  const found = transfer && known.find(([pattern]) => pattern.test(transfer));
  if (transfer && found)
    return new StepError(found[1], `\`mvn\` could not get or put what it needs: ${short(transfer)}`, {
      hint: found[2],
    });
  const first =
    errors.find((text) =>
      /^Failed to execute goal|^COMPILATION ERROR|error:|^The goal you specified|^Unknown lifecycle/.test(
        text,
      ),
    ) ?? errors[0];
  if (first === undefined) return undefined;
  return new StepError('TOOL_FAILED', `\`mvn\` failed: ${short(first)}`, {
    hint: 'Its own words are above; the first line marked [ERROR] tells most.',
  });
}

function short(text: string): string {
  const plain = text.replace(/ -> \[Help \d+\]$/, '').replace(/\s+/g, ' ');
  return plain.length > 400 ? `${plain.slice(0, 399)}…` : plain;
}
