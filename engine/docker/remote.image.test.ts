import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../contract/src/http/test-servers.ts';
import { type Sshd, startSshd } from '../../test/support/sshd.ts';
import { type TlsEngine, tlsEngines } from '../../test/support/tls-engine.ts';
import { createDockerExecutor } from '../executors/docker/docker-executor.ts';
import { textOf } from '../executors/executor-suite.ts';
import { removeTree } from '../executors/remove-tree.ts';
import { noConfig, openScheduler } from '../index.ts';
import { samplePlan } from '../testing/plan.ts';
import { sampleManifest } from '../testing/sample-template.ts';
import { statesOf } from '../testing/test-scheduler.ts';
import { findEngine } from './engine.ts';

const home = mkdtempSync(join(tmpdir(), 'stepyard-remote-'));
const engines = tlsEngines();
const [own, others] = [makeCertificates(), makeCertificates()];
const ca = readFileSync(own.caFile, 'utf8');
let good: TlsEngine;
let expired: TlsEngine;
let sshd: Sshd;

beforeAll(async () => {
  good = await engines.start(own.good, own.caFile);
  expired = await engines.start(own.expired, own.caFile);
  sshd = await startSshd();
});
afterAll(async () => {
  await Promise.all([good.stop(), expired.stop(), sshd[Symbol.asyncDispose]()]);
  for (const one of [engines, own, others]) one.remove();
  await removeTree(home);
});

describe('engine/docker/remote', () => {
  it('runs a pipeline on an engine behind TLS, by the client certificate', async () => {
    expect(await runOn(tlsOf(good, own.good))).toEqual(whole);
  });

  it('runs a pipeline on an engine behind SSH, by the machine’s own `ssh`', async () => {
    expect(await runOn(sshOf(sshd.knownHosts))).toEqual(whole);
  });

  it.each([
    [
      'an engine whose certificate is of another CA',
      () => ({ ...tlsOf(good, own.good), DOCKER_CERT_PATH: engines.certificates(own.good, otherCa()) }),
      'its certificate is not to be trusted: unable to verify the first certificate',
      untrusted,
    ],
    [
      'an engine whose certificate has ended',
      () => tlsOf(expired, own.good),
      'its certificate is not to be trusted: certificate has expired',
      untrusted,
    ],
    [
      'a client certificate of another CA',
      () => tlsOf(good, others.good),
      /it refused the client certificate \((bad certificate|unknown ca)\)/,
      clientCertificate,
    ],
    [
      'a client certificate that has ended',
      () => tlsOf(good, own.expired),
      /it refused the client certificate \((certificate expired|bad certificate)\)/,
      clientCertificate,
    ],
    [
      'a key that is not of the certificate',
      () => tlsOf(good, { cert: own.good.cert, key: others.good.key }),
      /the certificate or key cannot be used: .*key values mismatch/,
      clientCertificate,
    ],
    [
      'a client without TLS',
      () => ({ DOCKER_HOST: tlsOf(good, own.good).DOCKER_HOST }),
      'it answered 400: Client sent an HTTP request to an HTTPS server',
      'Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH: it speaks TLS.',
    ],
    [
      'a host that is not known',
      () => sshOf(''),
      'ssh ended with 255: Host key verification failed',
      knownHosts,
    ],
    [
      'a host whose key has changed',
      () => sshOf(sshd.knownHosts.replace(/ssh-ed25519 .*/, otherKey)),
      'ssh ended with 255: Host key verification failed',
      knownHosts,
    ],
    [
      'a key that the host does not know',
      () => sshOf(sshd.knownHosts, join(home, 'no-key')),
      /ssh ended with 255: \S+: Permission denied \(publickey\)/,
      'Load a key that the host knows into the SSH agent, or name it in ~/.ssh/config.',
    ],
  ])('refuses %s, and says so', async (_, environment, how, hint) => {
    const given: Record<string, string> = environment();
    const { DOCKER_HOST } = given;
    const told = await findEngine(given)
      .facts()
      .catch((error: unknown) => error);
    const why = typeof how === 'string' ? how : expect.stringMatching(how);
    expect(told).toMatchObject({ message: expect.stringContaining(`at ${DOCKER_HOST}: `), hint });
    expect(String(Object(told).message).replace(/^.*?: |\.$/g, '')).toEqual(why);
  });
});

const untrusted =
  "Check that ca.pem in DOCKER_CERT_PATH is the CA of the engine's certificate, and that this names the host and has not ended.";
const clientCertificate =
  'Check that cert.pem and key.pem in DOCKER_CERT_PATH belong together, were signed by a CA that the engine trusts, and have not ended.';
const knownHosts =
  'Sign in once by hand and compare the key of the host, so that it stands in known_hosts. One that has changed may be an attack.';
const otherKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

const whole = {
  states: { make: 'success', use: 'success', run: 'success' },
  log: 'made *** of 300000\n',
  artifacts: [['made.txt', 300_000]],
};

/** A run of two tasks: a file of the workspace, a secret, an artifact, a log. */
async function runOn(environment: Readonly<Record<string, string>>): Promise<typeof whole> {
  const engine = findEngine(environment);
  const directory = mkdtempSync(join(home, 'run-'));
  const program = { command: ['sh', '-c', 'eval "$WORK"'] };
  const scheduler = await openScheduler({
    dataDir: join(directory, 'data'),
    catalog: {
      templates: async () => [
        { manifest: sampleManifest, start: { image: 'debian:bookworm-slim', program } },
      ],
    },
    executors: [createDockerExecutor({ directory: join(directory, 'docker'), engine })],
    secrets: { get: async () => new Map([['TOKEN', 's3cret-far-away']]) },
    config: noConfig(),
    settings: { graceMs: 500, keep: { workspaces: 'none' } },
  });
  try {
    const task = (id: string, WORK: string, more: object = {}) => ({
      ...{ id, retries: 0, ...more },
      env: { WORK, TOKEN: { expression: '${{ secrets.TOKEN }}' } },
    });
    const plan = samplePlan([
      {
        parallel: false,
        tasks: [
          task('make', 'head -c 300000 /dev/zero > made.txt', { artifacts: [{ path: 'made.txt' }] }),
          task('use', 'echo made $TOKEN of $(wc -c < made.txt)'),
        ],
      },
    ]);
    const { run } = await scheduler.submit({ plan, project: 'demo' });
    for await (const _ of scheduler.events(run));
    const view = await scheduler.get(run);
    if (view === undefined) throw new Error(`${run} is gone.`);
    const log = await textOf(scheduler.logs({ run, task: 'use' }));
    const artifacts = await scheduler.artifacts(run);
    return {
      states: Object(statesOf(view)),
      log,
      artifacts: artifacts.map(({ name, size }) => [name, size]),
    };
  } finally {
    await scheduler.close();
  }
}

function tlsOf({ address }: TlsEngine, client: { key: string; cert: string }) {
  return {
    DOCKER_HOST: `tcp://${address}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: engines.certificates(client, ca),
  };
}

function otherCa(): string {
  return readFileSync(others.caFile, 'utf8');
}

/** `ssh` reads the configuration of a directory here, in place of the user's own; nothing is said of host keys in it. */
function sshOf(known: string, key?: string) {
  const directory = mkdtempSync(join(home, 'ssh-'));
  const write = (name: string, text: string, mode = 0o600) => {
    writeFileSync(join(directory, name), text, { mode });
    chmodSync(join(directory, name), mode);
    return join(directory, name);
  };
  const hosts = write('known_hosts', known);
  const identity = key ?? write('key', sshd.key);
  const config = write(
    'config',
    `IdentityFile ${identity}\nIdentitiesOnly yes\nUserKnownHostsFile ${hosts}\nGlobalKnownHostsFile /dev/null\n`,
  );
  write('ssh', `#!/bin/sh\nPATH=/usr/local/bin:/usr/bin:/bin exec ssh -F '${config}' "$@"\n`, 0o700);
  return { DOCKER_HOST: `ssh://${sshd.user}@127.0.0.1:${sshd.port}`, PATH: directory };
}
