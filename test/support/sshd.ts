import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface Sshd extends AsyncDisposable {
  readonly port: number;
  /** Who signs in: the user that runs the test. */
  readonly user: string;
  /** Lines that a client knows the server by. */
  readonly knownHosts: string;
  /** The private key that is let in; with a passphrase if one was asked for. */
  readonly key: string;
  readonly log: () => string;
}

export interface SshdOptions {
  readonly passphrase?: string;
}

/** Starts a real OpenSSH server on loopback, for the user that runs the test only. */
export async function startSshd({ passphrase = '' }: SshdOptions = {}): Promise<Sshd> {
  const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find((path) =>
    existsSync(path),
  );
  if (program === undefined)
    throw new Error('sshd is missing: install it, on Debian with `apt-get install openssh-server`.');
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'stepyard-sshd-'));
  const file = (name: string) => join(directory, name);
  const makeKey = (name: string, phrase: string) =>
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', phrase, '-C', 'test', '-f', file(name)]);
  makeKey('host', '');
  makeKey('user', passphrase);
  const port = await freePort();
  const user = userInfo().username;
  writeFileSync(file('sshd_config'), configText(directory, port, user));
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const server = spawn(program, ['-D', '-e', '-f', file('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = () => server.kill();
  process.once('exit', end);
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  await untilListening(port, () => log);
  const [type, public_] = readFileSync(file('host.pub'), 'utf8').split(' ');
  return {
    port,
    user,
    knownHosts: `[127.0.0.1]:${port} ${type} ${public_}\n`,
    key: readFileSync(file('user'), 'utf8'),
    log: () => log,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => server.once('close', resolve));
      end();
      await ended;
      process.off('exit', end);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function configText(directory: string, port: number, user: string): string {
  return [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${directory}/host`,
    `AuthorizedKeysFile ${directory}/user.pub`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    `AllowUsers ${user}`,
    'AcceptEnv GIT_PROTOCOL',
    'MaxStartups 100',
    '',
  ].join('\n');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilListening(port: number, log: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`sshd did not start:\n${log()}`);
}
