import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import {
  bridgeGateway,
  type ContainerOptions,
  dockerAnswer,
  gatewayOf,
  startContainer,
} from './container.ts';
import { freePort } from './free-port.ts';

/** A BuildKit in a container without privilege. */
export interface RootlessBuildKit {
  readonly container: string;
  /** This machine, as those who reach it do. */
  readonly gateway: string;
  /** As `buildctl --addr` takes it there. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface BuildKitBeside extends RootlessBuildKit {
  readonly network: string;
}

const image = 'stepyard-test/buildkitd:rootless';

/** Starts buildkitd as uid 1000 on a network of its own that tasks join. */
export async function startRootlessBuildKit(): Promise<BuildKitBeside> {
  const network = `stepyard-test-${randomUUID()}`;
  await dockerAnswer('network', 'create', network);
  const gateway = await gatewayOf(network);
  const run = ['--network-alias=buildkit'];
  const { container, stop } = await started('tcp://0.0.0.0:1234', { network, run });
  return {
    ...{ container, network, gateway },
    url: 'tcp://buildkit:1234',
    async stop() {
      await stop();
      await dockerAnswer('network', 'rm', network);
    },
  };
}

/**
 * Starts buildkitd as uid 1000 where containers of every network reach it: at the gateway of the engine's own one. It
 * speaks http to the registries named.
 */
export async function startReachableBuildKit(insecure: readonly string[]): Promise<RootlessBuildKit> {
  const gateway = await bridgeGateway();
  const url = `tcp://${gateway}:${await freePort()}`;
  const config = join(scratchDirectory(), 'buildkitd.toml');
  writeFileSync(config, insecure.map((host) => `[registry."${host}"]\n  http = true\n`).join(''));
  const mounts = { '/buildkitd.toml': `${config}:ro` };
  const args = ['--config=/buildkitd.toml'];
  return { gateway, url, ...(await started(url, { network: 'host', mounts, args })) };
}

async function started(address: string, { run = [], args = [], ...more }: ContainerOptions) {
  await buildImage();
  const container = startContainer(image, {
    ...more,
    run: [...run, '--security-opt=seccomp=unconfined'],
    args: [...args, `--addr=${address}`],
  });
  await container.printed('running server on');
  return {
    container: container.name,
    async stop() {
      await dockerAnswer('stop', '--time=5', container.name);
      await container.ended;
    },
  };
}

async function buildImage(): Promise<void> {
  const context = scratchDirectory();
  const program = programOf('buildkitd');
  copyFileSync(join(import.meta.dirname, 'rootless-buildkit.Dockerfile'), join(context, 'Dockerfile'));
  copyFileSync(program, join(context, 'buildkitd'));
  await dockerAnswer('build', '--quiet', '--tag', image, context);
}

function programOf(name: string): string {
  try {
    return execFileSync('which', ['--', name], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error(
      `${name} is missing: run \`go install github.com/moby/buildkit/cmd/${name}\` in test/support/go-tools.`,
    );
  }
}
