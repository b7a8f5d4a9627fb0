import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';
import { javaProxies } from '@stepyard/runtime/java';
import { type CloneStep, isThisMachine } from '../access.ts';
import { svnSshAccess } from '../ssh.ts';
import { quoteUrl } from '../url.ts';
import { explainSvn } from './failure.ts';
import type { SvnUrl } from './svn-url.ts';

export type SvnChoice = Extract<CloneStep['inputs']['vcs'], { case: 'svn' }>;

/** Runs a command of svn with nothing but its own settings; the password reaches it by its standard input. */
export type Svn = (command: string, args: readonly string[]) => Promise<ExecResult>;

/** Prepares svn to speak with the server that `url` names. */
export async function createSvn(step: CloneStep, url: SvnUrl, { trust }: SvnChoice): Promise<Svn> {
  const home = await step.temporary();
  const { auth } = step.inputs;
  const env = auth.case === 'ssh' ? await sshEnv(step, url, home) : {};
  const signIn = auth.case === 'none' || auth.case === 'ssh' ? undefined : signInBy(step, url, auth);
  await writeSettings(step, home);
  const flags = [
    ...['--non-interactive', '--no-auth-cache', `--config-dir=${home}`],
    ...(signIn === undefined ? [] : [`--username=${signIn.username}`, '--password-from-stdin']),
    ...(trust ? ['--trust-server-cert-failures=unknown-ca,cn-mismatch,expired,not-yet-valid,other'] : []),
  ];
  return (command, args) =>
    step.exec('svn', [command, ...flags, ...args], {
      env: { ...env, HOME: home },
      cwd: home,
      quiet: true,
      name: `svn ${command}`,
      keep: 64 * 1024 * 1024,
      explain: ({ stderr }) => explainSvn(`svn ${command}`, step.masked(stderr)),
      ...(signIn !== undefined && { stdin: `${signIn.password}\n` }),
    });
}

async function sshEnv(step: CloneStep, url: SvnUrl, home: string): Promise<Record<string, string>> {
  const { auth } = step.inputs;
  if (auth.case !== 'ssh') return {};
  if (url.scheme !== 'svn+ssh') throw mismatch('ssh', 'an address by svn+ssh', url);
  return await svnSshAccess(auth, home);
}

type SignIn = Extract<CloneStep['inputs']['auth'], { case: 'token' | 'basic' }>;

function signInBy({ inputs }: CloneStep, url: SvnUrl, auth: SignIn) {
  if (url.scheme === 'svn+ssh' || url.scheme === 'file')
    throw mismatch(auth.case, 'an address by https or svn', url);
  if (url.scheme === 'http' && !isThisMachine(url.host) && !inputs.allowInsecure) {
    throw new StepError(
      'INPUT_INVALID',
      `\`url\` must be https where a credential is sent, got ${quoteUrl(url.href)}.`,
      {
        hint: 'Use https; or set `allowInsecure` if everyone on the way to that host may read the credential.',
      },
    );
  }
  const password = (auth.case === 'token' ? auth.token : auth.password).trim();
  for (const text of [auth.username, password]) {
    if (!/\p{Cc}/u.test(text) && text !== '') continue;
    throw new StepError('INPUT_INVALID', '`auth` must be one line of text in each field.', {
      hint: 'Check how the value was stored; a line break may have come in.',
    });
  }
  return { username: auth.username, password };
}

function mismatch(kind: string, wanted: string, url: SvnUrl): StepError {
  return new StepError('INPUT_INVALID', `\`auth\` "${kind}" needs ${wanted}, got ${quoteUrl(url.href)}.`, {
    hint: 'Give the address that fits the credential, or choose another `auth`.',
  });
}

/** The two files of a configuration directory; nothing of the machine's is read. */
async function writeSettings(step: CloneStep, home: string): Promise<void> {
  await mkdir(join(home, 'auth'), { recursive: true });
  const config = [
    '[auth]',
    'password-stores =',
    'store-passwords = no',
    '[miscellany]',
    'use-commit-times = no',
  ];
  await writeFile(join(home, 'config'), `${config.join('\n')}\n`, { mode: 0o600 });
  const servers = [
    '[global]',
    'store-plaintext-passwords = no',
    ...(await caLine(step, home)),
    ...proxyLines(step),
  ];
  await writeFile(join(home, 'servers'), `${servers.join('\n')}\n`, { mode: 0o600 });
}

async function caLine({ inputs, network, path }: CloneStep, home: string): Promise<string[]> {
  if (inputs.ca === undefined) {
    return network.caFiles.length === 0 ? [] : [`ssl-authority-files = ${network.caFiles.join(';')}`];
  }
  const given = inputs.ca.includes('-----BEGIN');
  const file = given ? join(home, 'ca.pem') : await path('ca', inputs.ca);
  if (given) await writeFile(file, inputs.ca, { mode: 0o600 });
  return [`ssl-authority-files = ${file}`];
}

/** svn has one proxy for both schemes. */
function proxyLines({ inputs, network, mask }: CloneStep): string[] {
  const given = inputs.proxy === undefined ? network : { httpsProxy: inputs.proxy, noProxy: [], caFiles: [] };
  const proxy = javaProxies(given).at(-1);
  if (proxy === undefined) return [];
  if (proxy.password !== '') mask(proxy.password);
  const lines = {
    'http-proxy-host': proxy.host,
    'http-proxy-port': proxy.port,
    'http-proxy-username': proxy.username,
    'http-proxy-password': proxy.password,
    'http-proxy-exceptions': proxy.nonProxyHosts.replaceAll('|', ','),
  };
  return Object.entries(lines).flatMap(([name, value]) => (value === '' ? [] : [`${name} = ${value}`]));
}
