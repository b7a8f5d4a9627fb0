import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isRecord, textIn } from '../json.ts';
import { StepError } from '../step-error.ts';
import { askHelper } from './credential-helper.ts';

export interface RegistryCredential {
  readonly username: string;
  readonly password: string;
  /** In place of the password: what a login left to get tokens with. */
  readonly identityToken?: string;
}

/**
 * Reads what `docker login` left for a registry: from `config.json`, or from the program that it names.
 * @throws StepError where the file is no JSON object, or its program fails
 */
export function dockerCredentials(
  directory = process.env.DOCKER_CONFIG || join(homedir(), '.docker'),
): (registry: string) => Promise<RegistryCredential | undefined> {
  const file = join(directory, 'config.json');
  return async (registry) => {
    const config = readConfig(file);
    const keys = registry === 'docker.io' ? [dockerHub, 'docker.io'] : [registry, `https://${registry}`];
    const helper =
      keys.map((key) => textIn(config.credHelpers, key)).find((name) => name !== undefined) ??
      config.credsStore;
    if (typeof helper === 'string' && helper !== '') {
      for (const key of keys) {
        const found = await askHelper(helper, key, file);
        if (found !== undefined) return found;
      }
    }
    const auths = Object.entries(isRecord(config.auths) ? config.auths : {});
    const exact = auths.filter(([key]) => keys.includes(key));
    const sameHost = auths.filter(([key]) => hostOf(key) === hostOf(keys[0] ?? ''));
    return [...exact, ...sameHost].map(([, entry]) => inFile(entry)).find((found) => found !== undefined);
  };
}

/** The name under which logins at Docker Hub are kept since its first API. */
const dockerHub = 'https://index.docker.io/v1/';

function hostOf(key: string): string | undefined {
  return key.replace(/^https?:\/\//, '').split('/')[0];
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
  if (typeof identitytoken === 'string' && identitytoken !== '')
    return { username: '', password: '', identityToken: identitytoken };
  const [username = '', ...rest] =
    typeof auth === 'string' && auth !== ''
      ? Buffer.from(auth, 'base64').toString('utf8').split(':')
      : [textIn(entry, 'username'), textIn(entry, 'password') ?? ''];
  return username === '' ? undefined : { username, password: rest.join(':') };
}
