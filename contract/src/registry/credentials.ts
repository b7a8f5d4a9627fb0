import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isRecord, textIn } from '../json.ts';
import { StepError } from '../step-error.ts';

export interface RegistryCredential {
  readonly username: string;
  readonly password: string;
  /** In place of the password: what a login left to get tokens with. */
  readonly identityToken?: string;
}

/** Reads what `docker login` left for a registry: from `config.json`, or from the program that it names. */
export function dockerCredentials(
  directory = process.env.DOCKER_CONFIG || join(homedir(), '.docker'),
): (registry: string) => Promise<RegistryCredential | undefined> {
  const file = join(directory, 'config.json');
  return async (registry) => {
    const config = readConfig(file);
    const keys =
      registry === 'docker.io'
        ? ['https://index.docker.io/v1/', 'docker.io']
        : [registry, `https://${registry}`];
    const helper =
      keys.map((key) => textIn(config.credHelpers, key)).find((name) => name !== undefined) ??
      config.credsStore;
    if (typeof helper === 'string' && helper !== '') {
      for (const key of keys) {
        const found = await askHelper(helper, key);
        if (found !== undefined) return found;
      }
    }
    const auths = isRecord(config.auths) ? config.auths : {};
    return keys.map((key) => inFile(auths[key])).find((found) => found !== undefined);
  };
}

function readConfig(file: string): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isRecord(value)) return value;
  } catch {
    // Falls through: the parser's words would quote the file, which holds credentials.
  }
  throw new StepError('INPUT_INVALID', `${file} must be a JSON object.`, {
    hint: 'Mend it, or run `docker login` again.',
  });
}

function inFile(entry: unknown): RegistryCredential | undefined {
  if (!isRecord(entry)) return undefined;
  const { auth, identitytoken } = entry;
  const [username = '', ...rest] =
    typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8').split(':') : [];
  if (typeof identitytoken === 'string' && identitytoken !== '')
    return { username, password: '', identityToken: identitytoken };
  return username === '' ? undefined : { username, password: rest.join(':') };
}

/** The protocol of docker's credential programs: the registry on stdin, JSON on stdout; a failure means none. */
function askHelper(name: string, registry: string): Promise<RegistryCredential | undefined> {
  if (!/^[\w.-]+$/.test(name)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const child = execFile(`docker-credential-${name}`, ['get'], { timeout: 30_000 }, (error, stdout) =>
      resolve(error === null ? fromHelper(stdout) : undefined),
    );
    child.stdin?.on('error', () => undefined).end(registry);
  });
}

function fromHelper(stdout: string): RegistryCredential | undefined {
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
    ? { username, password: '', identityToken: password }
    : { username, password };
}
