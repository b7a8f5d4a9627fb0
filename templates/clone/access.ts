import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import type { Setting } from './config-text.ts';
import { sshAccess } from './ssh.ts';
import type { clone } from './template.ts';
import { quoteUrl, type RemoteUrl } from './url.ts';

export type CloneStep = Step<InputsOf<typeof clone>>;

export type Auth = CloneStep['inputs']['auth'];

/** What git needs to be let in: settings and variables of one private directory, never an argument. */
export interface Access {
  readonly settings: readonly Setting[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Writes the credential into `home` (0700) so that git hands it to the host of `url` only.
 * @throws StepError INPUT_INVALID where credential and address do not fit.
 */
export async function prepareAccess(
  step: CloneStep,
  url: RemoteUrl,
  auth: Auth,
  home: string,
): Promise<Access> {
  const network = await networkAccess(step, home);
  if (auth.case === 'none') return network;
  if (auth.case === 'ssh') {
    if (url.scheme !== 'ssh') throw mismatch('ssh', 'an address by ssh', url);
    return { ...network, env: await sshAccess(auth, home) };
  }
  if (url.scheme !== 'https' && url.scheme !== 'http') throw mismatch(auth.case, 'an address by https', url);
  if (url.scheme === 'http' && !isThisMachine(url.host) && !step.inputs.allowInsecure) throw unencrypted(url);
  const [field, secret] =
    auth.case === 'token' ? ['auth.token', auth.token] : ['auth.password', auth.password];
  const user = encodeURIComponent(oneLine('auth.username', auth.username));
  const password = encodeURIComponent(oneLine(field, secret));
  const file = join(home, 'credentials');
  await writeFile(file, `${url.scheme}://${user}:${password}@${url.host}\n`, { mode: 0o600 });
  return {
    settings: [...network.settings, [`credential.${url.scheme}://${url.host}.helper`, credentialHelper]],
    env: { ...network.env, STEPYARD_GIT_CREDENTIALS: file },
  };
}

export function isThisMachine(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return /^(?:(?:.*\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(name);
}

// Run by a shell, which finds the path in the environment: nothing is pasted into the command.
const credentialHelper = '!git credential-store --file="$STEPYARD_GIT_CREDENTIALS"';

async function networkAccess({ inputs, path, mask }: CloneStep, home: string): Promise<Access> {
  const settings: Setting[] = [];
  if (inputs.proxy !== undefined) {
    const { password } = new URL(inputs.proxy);
    if (password !== '') mask(decodeURIComponent(password));
    settings.push(['http.proxy', inputs.proxy]);
  }
  if (inputs.ca === undefined) return { settings, env: {} };
  const given = inputs.ca.includes('-----BEGIN');
  const file = given ? join(home, 'ca.pem') : await path('ca', inputs.ca);
  if (given) await writeFile(file, inputs.ca, { mode: 0o600 });
  // A variable, because that of the platform would win over a setting.
  return { settings, env: { GIT_SSL_CAINFO: file } };
}

function oneLine(input: string, value: string): string {
  const text = value.trim();
  if (text !== '' && !/\p{Cc}/u.test(text)) return text;
  throw new StepError('INPUT_INVALID', `\`${input}\` must be one line of text.`, {
    hint: 'Check how the value was stored; a line break may have come in.',
  });
}

function mismatch(kind: string, wanted: string, url: RemoteUrl): StepError {
  return new StepError('INPUT_INVALID', `\`auth\` "${kind}" needs ${wanted}, got ${quoteUrl(url.href)}.`, {
    hint: 'Give the address that fits the credential, or choose another `auth`.',
  });
}

function unencrypted(url: RemoteUrl): StepError {
  const rule = 'must be https where a credential is sent';
  return new StepError('INPUT_INVALID', `\`url\` ${rule}, got ${quoteUrl(url.href)}.`, {
    hint: 'Use https; or set `allowInsecure` if everyone on the way to that host may read the credential.',
  });
}
