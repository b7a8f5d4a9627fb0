import type Docker from 'dockerode';
import { enginePlace } from './engine-options.ts';
import { unanswered } from './unanswered.ts';

export interface EngineFacts {
  readonly address: string;
  /** Name of its machine. */
  readonly host: string;
  readonly version: string;
  /** `x86_64`, `aarch64`. */
  readonly architecture: string;
  readonly operatingSystem: string;
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** A Docker engine, here or elsewhere; nothing is asked of it before it is used. */
export interface Engine {
  readonly address: string;
  /** The client, loaded when first needed. */
  docker(): Promise<Docker>;
  /**
   * What it says of itself, asked once.
   * @throws EngineError where none answers.
   */
  facts(): Promise<EngineFacts>;
}

/** The engine that the environment names: DOCKER_HOST, else the socket of this machine. */
export function findEngine(environment: Readonly<Record<string, string | undefined>> = process.env): Engine {
  const { address, options } = enginePlace(environment);
  let client: Promise<Docker> | undefined;
  let facts: Promise<EngineFacts> | undefined;

  async function load(): Promise<Docker> {
    const { default: Client } = await import('dockerode');
    return new Client(options);
  }

  function docker(): Promise<Docker> {
    client ??= load();
    return client;
  }

  async function ask(): Promise<EngineFacts> {
    try {
      const info: EngineInfo = await (await docker()).info();
      return {
        address,
        host: info.Name,
        version: info.ServerVersion,
        architecture: info.Architecture,
        operatingSystem: info.OperatingSystem,
        cpus: info.NCPU,
        memoryBytes: info.MemTotal,
      };
    } catch (error) {
      facts = undefined;
      throw unanswered(address, error);
    }
  }

  return {
    address,
    docker,
    facts() {
      facts ??= ask();
      return facts;
    },
  };
}

interface EngineInfo {
  readonly Name: string;
  readonly ServerVersion: string;
  readonly Architecture: string;
  readonly OperatingSystem: string;
  readonly NCPU: number;
  readonly MemTotal: number;
}
