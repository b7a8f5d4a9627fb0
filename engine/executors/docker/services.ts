import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { createDemultiplexer } from '../../docker/demultiplex.ts';
import type { ImageFacts } from '../../docker/image-facts.ts';
import { removeContainer } from '../../docker/remove-container.ts';
import type { ServiceRequest } from '../executor.ts';
import { exactLog } from './container-options.ts';
import { refused } from './early-end.ts';
import { startAndFeed } from './feed.ts';
import { hasInit } from './init-volume.ts';
import { inside } from './step-files.ts';

export interface ServiceOf {
  readonly docker: Docker;
  readonly service: ServiceRequest;
  readonly container: string;
  readonly network: string;
  readonly image: ImageFacts;
  /** Image that can look whether a port is open. */
  readonly base: ImageFacts;
  readonly init: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  masked(text: string): string;
}

/** How long a service may take until it answers. */
const patienceMs = 120_000;
const lookMs = 100;

/**
 * Starts a container beside a task and waits until it is healthy, or listens on its ports.
 * @throws EarlyEnd saying why it is not ready.
 */
export async function startService(of: ServiceOf): Promise<void> {
  const { docker, service, image, signal } = of;
  const container = await docker.createContainer(optionsOf(of));
  const secrets = Object.entries(service.secretEnv);
  await startAndFeed(
    container,
    secrets.map(([name, value]) => ({ kind: 'env', name, bytes: Buffer.from(value) })),
  );
  const until = Date.now() + patienceMs;
  const probe = image.checksHealth || service.ports.length === 0 ? undefined : await startProbe(of);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { State: state } = await container.inspect();
      if (!state.Running) throw await notReady(of, container, `ended with status ${state.ExitCode}`);
      const health = state.Health?.Status;
      if (health === 'unhealthy') throw await notReady(of, container, 'is not healthy');
      if (image.checksHealth ? health === 'healthy' : await hasOpened(probe)) return;
      if (Date.now() > until)
        throw await notReady(of, container, `was not ready after ${patienceMs / 1000} s`);
      await sleep(lookMs, undefined, { signal });
    }
  } finally {
    await probe?.remove({ force: true }).catch(() => {});
  }
}

/** Ends services, and what they have printed with them. */
export async function removeContainers(docker: Docker, names: readonly string[]): Promise<void> {
  for (const name of names) await removeContainer(docker, name);
}

function optionsOf(of: ServiceOf): Docker.ContainerCreateOptions {
  const { service, container, network, image, init, labels } = of;
  return {
    name: container,
    Image: image.id,
    Env: [...Object.entries(service.env).map(([name, value]) => `${name}=${value}`), 'STEPYARD_INIT=stdin'],
    ...(!hasInit(image) && {
      Entrypoint: [`${inside.broughtInit}/init`, '--'],
      Cmd: [...image.entrypoint, ...image.command],
    }),
    Labels: { ...labels },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    HostConfig: {
      NetworkMode: network,
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 8192,
      LogConfig: exactLog,
      Mounts: [initMount(init)],
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [service.name] } } },
  };
}

function initMount(volume: string): Docker.MountSettings {
  return { Type: 'volume', Source: volume, Target: inside.broughtInit, ReadOnly: true };
}

const knock = `
const { connect } = require('node:net');
const [host, ...ports] = process.argv.slice(1);
const open = (port) => new Promise((resolve) => {
  const socket = connect(port, host, () => { socket.destroy(); resolve(); });
  socket.on('error', () => setTimeout(() => resolve(open(port)), 50));
});
Promise.all(ports.map(open)).then(() => process.exit(0));
`;

/** A container of ours on the same network that ends when all ports are open. */
async function startProbe({ docker, base, network, labels, service, container }: ServiceOf) {
  const probe = await docker.createContainer({
    name: `${container}-probe`,
    Image: base.id,
    Entrypoint: ['node'],
    Cmd: ['-e', knock, service.name, ...service.ports.map(String)],
    Labels: { ...labels },
    HostConfig: {
      NetworkMode: network,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
    },
  });
  await probe.start();
  return probe;
}

async function hasOpened(probe: Docker.Container | undefined): Promise<boolean> {
  if (probe === undefined) return true;
  const { State: state } = await probe.inspect();
  return !state.Running && state.ExitCode === 0;
}

async function notReady({ service, masked }: ServiceOf, container: Docker.Container, how: string) {
  const stream = await container.logs({
    follow: true,
    stdout: true,
    stderr: true,
    tail: 5,
    until: inOneSecond(),
  });
  const raw = Buffer.concat(createDemultiplexer().push(await buffer(stream as Readable)));
  const last = masked(raw.toString()).trim().split('\n').at(-1) ?? '';
  const said = last === '' ? '' : ` Its last line: ${JSON.stringify(last)}.`;
  return refused(
    'UNREACHABLE',
    `The service \`${service.name}\` (${service.image}) ${how}.${said}`,
    'Check its image, its variables and, if it takes long to start, what it waits for.',
  );
}

function inOneSecond(): number {
  return Math.floor(Date.now() / 1000) + 1;
}
