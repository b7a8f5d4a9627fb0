import { readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DockerOptions } from 'dockerode';
import { engineError } from './engine-error.ts';
import { sshAgent, sshWords } from './over-ssh.ts';

/** Where an engine is, as `docker` itself reads it. */
export interface EnginePlace {
  /** For people: `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  readonly address: string;
  readonly options: DockerOptions & { readonly agent?: Agent };
}

type Environment = Readonly<Record<string, string | undefined>>;

const usual = 'unix:///var/run/docker.sock';

/**
 * Reads DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH.
 * @throws EngineError where they make no sense.
 */
export function enginePlace(environment: Environment): EnginePlace {
  const address = environment.DOCKER_HOST || usual;
  const url = parse(address);
  if (url.protocol !== 'unix:' && url.hostname === '') throw notAnAddress(address);
  switch (url.protocol) {
    case 'unix:':
      return { address, options: { socketPath: url.pathname, ...neverInherited } };
    case 'ssh:':
      return { address, options: overSsh(url, environment) };
    case 'tcp:':
    case 'http:':
    case 'https:':
      return { address, options: overTcp(url, environment) };
    default:
      throw notAnAddress(address);
  }
}

/** The library would read the environment once more, by rules of its own. */
const neverInherited = { host: undefined, port: undefined };

function overTcp(url: URL, environment: Environment): EnginePlace['options'] {
  const { DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = environment;
  const secure = Boolean(DOCKER_TLS_VERIFY) || url.protocol === 'https:';
  const port = url.port || (secure ? '2376' : '2375');
  const plain = { host: url.hostname.replace(/^\[|\]$/g, ''), port };
  if (!secure) return { ...plain, protocol: 'http' };
  const directory = DOCKER_CERT_PATH || join(homedir(), '.docker');
  const read = (name: string) => readCertificate(directory, name);
  const tls = { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
  const agent = new TlsAgent({ ...tls, keepAlive: true, rejectUnauthorized: true });
  return { ...plain, protocol: 'https', ...tls, agent };
}

function overSsh(url: URL, environment: Environment): EnginePlace['options'] {
  if (url.password !== '') {
    throw engineError(
      '`DOCKER_HOST` must not hold a password.',
      'Load a key into the SSH agent, or name it in ~/.ssh/config.',
    );
  }
  // The far side's shell reads it.
  if (!/^[A-Za-z0-9._/-]*$/.test(url.pathname)) throw notAnAddress(url.href);
  return { protocol: 'http', host: 'docker', port: '', agent: sshAgent(sshWords(url), environment) };
}

function readCertificate(directory: string, name: string): string {
  try {
    return readFileSync(join(directory, name), 'utf8');
  } catch {
    throw engineError(
      `\`DOCKER_CERT_PATH\` must be a directory with ca.pem, cert.pem and key.pem, got ${JSON.stringify(directory)} without a readable ${name}.`,
      'Correct the path, or unset DOCKER_TLS_VERIFY for an engine without TLS.',
    );
  }
}

function parse(address: string): URL {
  try {
    return new URL(address.includes('://') ? address : `tcp://${address}`);
  } catch {
    throw notAnAddress(address);
  }
}

function notAnAddress(address: string) {
  return engineError(
    `\`DOCKER_HOST\` must be a unix, tcp or ssh address, got ${JSON.stringify(address)}.`,
    'Write for instance unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
  );
}
