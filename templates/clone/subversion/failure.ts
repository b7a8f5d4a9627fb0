import { type FailureCode, StepError } from '@stepyard/contract';

/** What the numbers of Subversion's errors mean; the first that stands in its words holds. */
const known: readonly (readonly [says: RegExp, code: FailureCode, hint: string])[] = [
  [
    /E230001|certificate (?:verify|verification) failed|Server SSL certificate/i,
    'TLS_UNTRUSTED',
    'Give the certificate of the authority that signed it as `ca`.',
  ],
  [
    /Host key verification failed/,
    'TLS_UNTRUSTED',
    'Put the lines that `ssh-keyscan HOST` prints into `auth.knownHosts`.',
  ],
  [
    /E170001|E215004|E220001|E220004|Authentication (?:failed|error)|Permission denied|403 Forbidden/i,
    'AUTH_FAILED',
    'Give a user and password in `auth` that may read this path, or check them.',
  ],
  [/E160006|No such revision/, 'NOT_FOUND', 'Check `vcs.revision`: the repository has no such revision.'],
  [
    /E160013|E170000|E200009|E180001|E670008|E210005|path not found|No repository found|non-existent/i,
    'NOT_FOUND',
    'Check the URL: the repository and the path in it.',
  ],
  [
    /E170013|E670002|E670003|E000111|E000110|E000113|E175012|E210002|E175002|E120\d{3}|E731\d{3}|Connection (?:refused|timed out|reset)|unknown host/i,
    'UNREACHABLE',
    'Check the URL, or that this machine may reach the host.',
  ],
];

/** Tells svn's failures apart by what it printed, which is masked. */
export function explainSvn(command: string, said: string): StepError | undefined {
  for (const [says, code, hint] of known) {
    if (!says.test(said)) continue;
    const lines = said.split('\n').filter((line) => says.test(line));
    const told = lines[0]?.replace(/^svn: /, '').trim() ?? '';
    return new StepError(code, `\`${command}\` failed: ${told}`, { hint });
  }
  return undefined;
}
