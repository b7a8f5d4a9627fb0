import { type ExecFileException, execFile } from 'node:child_process';
import { textIn } from '../json.ts';
import { StepError } from '../step-error.ts';
import type { RegistryCredential } from './credentials.ts';

/**
 * Asks one of docker's credential programs: the registry on stdin, JSON on stdout; `undefined` where it knows none.
 * @throws StepError where it is missing or fails
 */
export async function askHelper(
  name: string,
  registry: string,
  file: string,
): Promise<RegistryCredential | undefined> {
  const program = `docker-credential-${name}`;
  if (!/^[\w.-]+$/.test(name)) {
    throw new StepError(
      'INPUT_INVALID',
      `${file} must name a program for credentials, got ${JSON.stringify(name)}.`,
      {
        hint: 'Name it without `docker-credential-`: `pass`, `secretservice`.',
      },
    );
  }
  const { error, stdout } = await get(program, registry);
  if (error === null) return credentialIn(stdout);
  // The protocol knows no status for it; the programs that docker offers say so in these words.
  if (/credentials not found|no credentials/i.test(stdout)) return undefined;
  if (error.code === 'ENOENT') {
    throw new StepError('TOOL_MISSING', `\`${program}\`, which ${file} names, is not on the PATH.`, {
      hint: `Install it, or take it out of the file and run \`docker login\` again.`,
    });
  }
  throw new StepError(
    'AUTH_FAILED',
    `\`${program} get\` ${howItEnded(error)} when it was asked for ${registry}.`,
    {
      hint: `Try it by hand: echo ${registry} | ${program} get`,
    },
  );
}

/** No word of what it printed: that may be half a credential. */
function howItEnded({ killed, code }: ExecFileException): string {
  return killed ? 'did not answer within 30 s' : `ended with ${code}`;
}

function get(
  program: string,
  registry: string,
): Promise<{ error: ExecFileException | null; stdout: string }> {
  return new Promise((resolve) => {
    const child = execFile(program, ['get'], { timeout: 30_000 }, (error, stdout) =>
      resolve({ error, stdout }),
    );
    child.stdin?.on('error', () => undefined).end(registry);
  });
}

function credentialIn(stdout: string): RegistryCredential | undefined {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  const username = textIn(value, 'Username');
  const password = textIn(value, 'Secret');
  if (username === undefined || password === undefined) return undefined;
  return username === '<token>'
    ? { username: '', password: '', identityToken: password }
    : { username, password };
}
