import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { dockerAnswer, startContainer } from './container.ts';

/** A BuildKit in a container without privilege, on a network of its own that tasks join. */
export interface RootlessBuildKit {
  readonly container: string;
  readonly network: string;
  /** This machine, as those on the network reach it. */
  readonly gateway: string;
  /** As `buildctl --addr` takes it there. */
  readonly url: string;
  stop(): Promise<void>;
}

const image = 'stepyard-test/buildkitd:rootless';

/** Starts buildkitd as uid 1000. */
export async function startRootlessBuildKit(): Promise<RootlessBuildKit> {
  await buildImage();
  const network = `stepyard-test-${randomUUID()}`;
  await dockerAnswer('network', 'create', network);
  const gateway = await dockerAnswer(
    ...['network', 'inspect', '--format={{(index .IPAM.Config 0).Gateway}}', network],
  );
  const container = startContainer(image, {
    network,
    run: ['--network-alias=buildkit', '--security-opt=seccomp=unconfined'],
    args: ['--addr=tcp://0.0.0.0:1234'],
  });
  await container.printed('running server on');
  return {
    container: container.name,
    network,
    gateway,
    url: 'tcp://buildkit:1234',
    async stop() {
      await dockerAnswer('stop', '--time=5', container.name);
      await container.ended;
      await dockerAnswer('network', 'rm', network);
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
