import { randomUUID } from 'node:crypto';
import { dockerAnswer } from './container.ts';

/** The part of a Pod's manifest that is understood here. */
export interface PodManifest {
  readonly spec: {
    readonly volumes: readonly { readonly name: string; readonly emptyDir: object }[];
    readonly initContainers: readonly PodContainer[];
    readonly containers: readonly PodContainer[];
  };
}

interface PodContainer {
  readonly name: string;
  readonly image: string;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface EnginePod extends AsyncDisposable {
  /** Of its first container. */
  readonly address: string;
}

/**
 * Starts on an engine what a Pod says: empty volumes, the init containers one after another to their ends, then the
 * others. An empty volume is not filled with what an image has at its place, as in a Pod.
 */
export async function startEnginePod({ spec }: PodManifest): Promise<EnginePod> {
  const pod = `stepyard-test-${randomUUID()}`;
  const options = ({ volumeMounts }: PodContainer) =>
    volumeMounts.map(
      ({ name, mountPath }) => `--mount=type=volume,src=${pod}-${name},dst=${mountPath},volume-nocopy`,
    );
  const started: string[] = [];
  async function remove(): Promise<void> {
    for (const name of started) await dockerAnswer('rm', '--force', name);
    for (const { name } of spec.volumes) await dockerAnswer('volume', 'rm', '--force', `${pod}-${name}`);
  }
  try {
    for (const one of spec.initContainers) await dockerAnswer('run', '--rm', ...options(one), one.image);
    for (const one of spec.containers) {
      started.push(`${pod}-${one.name}`);
      await dockerAnswer('run', '--detach', `--name=${pod}-${one.name}`, ...options(one), one.image);
    }
    const address = await addressOf(started[0] ?? '');
    return { address, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function addressOf(container: string): Promise<string> {
  return await dockerAnswer('inspect', '--format={{.NetworkSettings.IPAddress}}', container);
}
