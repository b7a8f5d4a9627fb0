import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';

export interface SshKey {
  readonly key: string;
  readonly passphrase?: string;
  readonly knownHosts?: string;
  readonly strict: boolean;
}

/**
 * Variables that make git use one key and known hosts of its own, whatever the machine's ssh is set up to do.
 * @throws StepError INPUT_MISSING without known hosts, unless any server is to be believed.
 */
export async function sshAccess(ssh: SshKey, home: string): Promise<Record<string, string>> {
  const knownHosts = text(ssh.knownHosts ?? '');
  if (ssh.strict && knownHosts.trim() === '') throw noKnownHosts();
  const file = (name: string) => join(home, name);
  await writeFile(file('key'), text(ssh.key), { mode: 0o600 });
  await writeFile(file('known_hosts'), knownHosts, { mode: 0o600 });
  await writeFile(file('ssh_config'), sshConfig(ssh, file('key'), file('known_hosts')), { mode: 0o600 });
  return {
    // Run by a shell, which finds the path in the environment: nothing is pasted into the command.
    GIT_SSH_COMMAND: 'ssh -F "$STEPYARD_GIT_SSH_CONFIG"',
    GIT_SSH_VARIANT: 'ssh',
    STEPYARD_GIT_SSH_CONFIG: file('ssh_config'),
    ...(ssh.passphrase === undefined ? {} : await passphraseAccess(ssh.passphrase, home)),
  };
}

function sshConfig({ strict, passphrase }: SshKey, key: string, knownHosts: string): string {
  return [
    'Host *',
    `IdentityFile ${quote(key)}`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    'PreferredAuthentications publickey',
    `BatchMode ${passphrase === undefined ? 'yes' : 'no'}`,
    'NumberOfPasswordPrompts 1',
    `UserKnownHostsFile ${quote(knownHosts)}`,
    'GlobalKnownHostsFile /dev/null',
    `StrictHostKeyChecking ${strict ? 'yes' : 'accept-new'}`,
    'UpdateHostKeys no',
    'ForwardAgent no',
    'ForwardX11 no',
    'ClearAllForwardings yes',
    'PermitLocalCommand no',
    'ProxyCommand none',
    'ControlMaster no',
    'ConnectTimeout 30',
    'ServerAliveInterval 15',
    'ServerAliveCountMax 4',
    'LogLevel ERROR',
    '',
  ].join('\n');
}

/** The same for Subversion, which runs no shell. */
export async function svnSshAccess(key: SshKey, home: string): Promise<Record<string, string>> {
  const { GIT_SSH_COMMAND: _, GIT_SSH_VARIANT: __, ...env } = await sshAccess(key, home);
  return { ...env, SVN_SSH: `ssh -F "${join(home, 'ssh_config')}"` };
}

/** ssh asks for a passphrase through a program only; this one prints the file that a variable names. */
async function passphraseAccess(passphrase: string, home: string): Promise<Record<string, string>> {
  const file = join(home, 'passphrase');
  const program = join(home, 'askpass');
  await writeFile(file, `${passphrase}\n`, { mode: 0o600 });
  await writeFile(program, '#!/bin/sh\nexec cat "$STEPYARD_GIT_PASSPHRASE"\n', { mode: 0o700 });
  return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: 'force', STEPYARD_GIT_PASSPHRASE: file };
}

/** ssh wants `\n` line ends and one at the end of a key. */
function text(value: string): string {
  return value === '' ? '' : `${value.replaceAll('\r\n', '\n').replace(/\n*$/, '')}\n`;
}

function quote(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

function noKnownHosts(): StepError {
  return new StepError('INPUT_MISSING', '`auth.knownHosts` is needed to know the server by.', {
    hint: 'Give the lines that `ssh-keyscan HOST` prints, compared with what the owner of the server publishes; or switch `auth.strict` off.',
  });
}
