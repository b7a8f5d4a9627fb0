import { type FailureCode, StepError } from '@stepyard/contract';
import { oneLine } from '@stepyard/runtime/one-line';

const known: readonly (readonly [pattern: RegExp, code: FailureCode, hint: string])[] = [
  [
    /not authorized|Not authorized|status code 40[13]\b|Insufficient privileges/i,
    'AUTH_FAILED',
    'Give the token the right to execute analysis on that project, and to create it where it is new.',
  ],
  [
    /Developer Edition|sonar\.branch\.name|sonar\.pullrequest\./,
    'REJECTED',
    'Choose the project as a whole in `analysis`, or a server whose edition knows branches.',
  ],
  [
    /PKIX path building failed|SELF_SIGNED_CERT|UNABLE_TO_VERIFY|self-signed certificate|unable to verify/,
    'TLS_UNTRUSTED',
    'Let the platform trust the server’s certificate authority: NODE_EXTRA_CA_CERTS and SSL_CERT_FILE name its certificates.',
  ],
  [
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|socket hang up|status code 5\d\d\b|Connect timed out|Connection refused/,
    'UNREACHABLE',
    'Check the server, the proxy, and that this machine may reach it.',
  ],
  [
    /sonar\.java\.binaries/,
    'INPUT_INVALID',
    'Compile first, and name the directories of the classes in `javaBinaries`.',
  ],
  [
    /must define the following mandatory properties|is not a valid project|Invalid project key|The (?:folder|file) '.*' does not exist/,
    'INPUT_INVALID',
    'Correct `projectKey`, `sources` or `testSources`.',
  ],
  [/Java not found|ENOENT.*java/, 'TOOL_MISSING', 'Install Java 17 or newer, or let `java` be `server`.'],
];

/** Tells the scanner’s failures apart by its own last words; reasons of a validation follow below it, each after an `o`. */
export function explain(printed: string): StepError | undefined {
  const errors = [...printed.matchAll(/^\[ERROR\] \w+: (.+(?:\n {2}o .+)*)$/gm)].flatMap(
    ([, text]) => text?.trim() || [],
  );
  const told = errors.filter(
    (line) =>
      !/An error occurred: Error: Scanner engine failed|^Error during SonarScanner|^EXECUTION FAILURE/.test(
        line,
      ),
  );
  const line =
    told.find((text) => known.some(([pattern]) => pattern.test(text))) ?? told.at(-1) ?? errors.at(-1);
  if (line === undefined) return undefined;
  const found = known.find(([pattern]) => pattern.test(line));
  const words = line.replace(/^An error occurred: (?:\w*Error: )?/, '');
  return new StepError(found?.[1] ?? 'TOOL_FAILED', `\`sonar-scanner\` failed: ${oneLine(words)}`, {
    hint: found?.[2] ?? 'Its own words are above; the lines marked [ERROR] tell most.',
  });
}
