import { type FailureCode, StepError } from '@stepyard/contract';
import { quoteUrl } from './url.ts';

interface Cause {
  readonly code: FailureCode;
  readonly says: RegExp;
  /** How the command ended; `$1` is what the expression found. */
  readonly how: string;
  readonly hint: string;
}

/**
 * What git and ssh say on stderr (in the C locale) and what it means; the first that fits holds.
 * Held against real servers by `failure.test.ts`.
 */
const causes: readonly Cause[] = [
  {
    code: 'TLS_UNTRUSTED',
    says: /certificate verification failed|SSL certificate problem|unable to get local issuer|self[- ]signed certificate|certificate subject name|SSL: no alternative certificate/i,
    how: 'does not trust the certificate of the server',
    hint: 'Give the certificate of the authority that signed it as `ca`.',
  },
  {
    code: 'TLS_UNTRUSTED',
    says: /Host key verification failed|No \S+ host key is known|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    how: 'does not know the key of the ssh server',
    hint: 'Put the lines that `ssh-keyscan HOST` prints into `auth.knownHosts`, once they are compared with what the owner of the server publishes.',
  },
  {
    code: 'AUTH_FAILED',
    says: /could not read (?:Username|Password) for|terminal prompts disabled/,
    how: 'was asked for a user name and password',
    hint: 'Give a credential in `auth`, or check the URL: many servers ask for one where a repository does not exist.',
  },
  {
    code: 'AUTH_FAILED',
    says: /Authentication failed for|returned error: 401/,
    how: 'was refused: the server does not accept the credential',
    hint: 'Check that the credential in `auth` is right and not expired.',
  },
  {
    code: 'AUTH_FAILED',
    says: /returned error: 403/,
    how: 'was refused: the credential does not open this repository',
    hint: 'Let the user or token of `auth` read the repository.',
  },
  {
    code: 'AUTH_FAILED',
    says: /Permission denied \([^)]*(?:publickey|password|keyboard)|Too many authentication failures/,
    how: 'was refused: the ssh server does not accept the key',
    hint: 'Register the public half of `auth.key` with the server, and check the user in the URL (often git).',
  },
  {
    code: 'AUTH_FAILED',
    says: /error in libcrypto|invalid format|incorrect passphrase|bad permissions/i,
    how: 'could not read the private key',
    hint: 'Give `auth.key` whole, its first and last line included, and its passphrase if it has one.',
  },
  {
    code: 'RATE_LIMITED',
    says: /returned error: 429/,
    how: 'was refused: the server wants fewer requests',
    hint: 'It is tried again later; a credential often allows more requests.',
  },
  {
    code: 'NOT_FOUND',
    says: /repository '[^\n]*' not found|returned error: 404|does not appear to be a git repository|Repository not found|no such repository/i,
    how: 'found no repository at the URL',
    hint: 'Check the URL; where the repository is private, also that the credential may see it.',
  },
  {
    code: 'UNREACHABLE',
    says: /[Cc]ould not resolve (?:host(?:name)?|proxy):? ([^\s:;]+)/,
    how: 'could not resolve host $1',
    hint: 'Check the URL, or that this machine may reach the host.',
  },
  {
    code: 'UNREACHABLE',
    says: /Connection refused|Failed to connect|[Cc]onnection timed out|Operation timed out|Network is unreachable|No route to host|Connection reset|Couldn't connect to server/,
    how: 'could not connect to the server',
    hint: 'Check the URL, or that this machine may reach the host.',
  },
  {
    code: 'UNREACHABLE',
    says: /returned error: 5\d\d|Operation too slow|transfer closed|RPC failed|early EOF|hung up unexpectedly|Empty reply|unexpected disconnect|kex_exchange_identification|Connection closed by|SSL_ERROR_SYSCALL|GnuTLS recv error|fetch-pack: unexpected|invalid index-pack output/i,
    how: 'lost the connection',
    hint: 'It is tried again later; see the log for what the server said.',
  },
  {
    code: 'AUTH_FAILED',
    says: /Could not read from remote repository/,
    how: 'was not let in by the ssh server',
    hint: 'Give `auth` as ssh with a key that the server knows, and check the path in the URL.',
  },
  {
    code: 'POLICY_REFUSED',
    says: /transport '([^']*)' not allowed/,
    how: 'was sent to an address by $1, which is not allowed here',
    hint: 'Use an address by https or ssh.',
  },
  {
    code: 'POLICY_REFUSED',
    says: /invalid path '([^\n]*)'/,
    how: 'refuses the path "$1" in the commit, which could harm this machine',
    hint: 'Remove the path from the repository.',
  },
];

/** What a git command that failed ran into, if it is one of the known things; `said` is its stderr, masked. */
export function explainGit(command: string, said: string, url?: string): StepError | undefined {
  if (damage.test(said)) return undefined;
  for (const { code, says, how, hint } of causes) {
    const found = says.exec(said);
    if (found === null) continue;
    const what = how.replace('$1', found[1]?.slice(0, 200) ?? '');
    const where = url === undefined || what.includes('host ') ? '' : ` (${quoteUrl(url)})`;
    return new StepError(code, `\`${command}\` ${what}${where}.`, { hint });
  }
  return undefined;
}

/** A repository on this machine is broken; that the connection ended is only what follows from it. */
const damage =
  /is corrupt|data stream error|bad object|bad tree|missing (?:blob|tree|object)|unable to read (?:tree|blob|sha1)|object file \S+ is empty|did not send all necessary objects|index file \S+ is too small|packfile \S+ (?:cannot|claims|is)|bad pack header|invalid sha1 pointer|fatal: not a git repository: '/;

/** The server does not hand out commits by their id, or has no such commit. */
export function isRefusedCommit(stderr: string): boolean {
  return /not our ref|unadvertised object|couldn't find remote ref|no such remote ref|Server does not allow request/i.test(
    stderr,
  );
}
