import { createMasker, type Masker } from '@stepyard/contract/mask';
import type Docker from 'dockerode';
import { type Engine, findEngine } from '../../docker/engine.ts';
import type { PullPolicy } from '../../docker/pull-image.ts';
import { registryLogin } from '../../docker/registry-login.ts';
import { type NetworkSettings, networkSettings } from './network-settings.ts';
import { type DockerPlace, openPlace } from './place.ts';
import { createRunThings, type RunThings } from './run-things.ts';

export interface DockerExecutorOptions {
  /** Where the records of attempts are kept; made when needed, readable by this user only. */
  readonly directory: string;
  /** Default: the one that DOCKER_HOST names. */
  readonly engine?: Engine;
  /** What the names of our images start with: a registry, or `stepyard` for those built here. */
  readonly images?: string;
  /** Image of ours with the init; default `<images>/base:node24`. */
  readonly base?: string;
  readonly pull?: PullPolicy;
  /** Where proxies and CA bundles that steps are to use are named; default: the variables of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Credential for the registry of an image; default: what `docker login` left for this user. */
  readonly auth?: (image: string) => Promise<Docker.AuthConfig | undefined>;
}

/** What the parts of the docker executor work with. */
export interface DockerContext {
  readonly place: DockerPlace;
  readonly engine: Engine;
  readonly runs: RunThings;
  /** What the names of our images start with. */
  readonly images: string;
  /** Image with the init, for images that lack it. */
  readonly base: string;
  readonly pull: PullPolicy;
  readonly auth: (image: string) => Promise<Docker.AuthConfig | undefined>;
  readonly hidden: Hidden;
  readonly network: NetworkSettings;
  /** Aborted when the executor is closed. */
  readonly closed: AbortSignal;
}

/** Values to mask, by attempt. */
export interface Hidden {
  hide(name: string, values: Iterable<string>): void;
  masker(name: string): Masker;
  /** What was said to be hidden. */
  values(name: string): Iterable<string>;
  forget(name: string): void;
}

export function createHidden(): Hidden {
  const maskers = new Map<string, Masker>();
  const hidden = new Map<string, Set<string>>();
  function masker(name: string): Masker {
    const known = maskers.get(name) ?? createMasker();
    maskers.set(name, known);
    return known;
  }
  return {
    masker,
    values: (name) => hidden.get(name) ?? [],
    hide(name, values) {
      const all = hidden.get(name) ?? new Set();
      hidden.set(name, all);
      for (const value of values) {
        masker(name).add(value);
        all.add(value);
      }
    },
    forget(name) {
      maskers.delete(name);
      hidden.delete(name);
    },
  };
}

export function createContext(options: DockerExecutorOptions, closed: AbortSignal): DockerContext {
  const { directory, images = 'stepyard', engine = findEngine(), pull = 'missing' } = options;
  const place = openPlace(directory);
  return {
    place,
    engine,
    runs: createRunThings(place, engine.docker),
    images,
    base: options.base ?? `${images}/base:node24`,
    pull,
    auth: options.auth ?? registryLogin,
    hidden: createHidden(),
    network: networkSettings(options.environment ?? process.env),
    closed,
  };
}
