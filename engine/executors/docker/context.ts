import { createMasker, type Masker } from '@stepyard/contract/mask';
import type Docker from 'dockerode';
import type { Engine } from '../../docker/engine.ts';
import type { PullPolicy } from '../../docker/pull-image.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';
import type { DockerPlace } from './place.ts';
import type { RunThings } from './run-things.ts';

/** What the parts of the docker executor work with. */
export interface DockerContext {
  readonly place: DockerPlace;
  readonly engine: Engine;
  readonly runs: RunThings;
  /** Image with the init, for images that lack it. */
  readonly base: string;
  readonly pull: PullPolicy;
  readonly auth: ((image: string) => Promise<Docker.AuthConfig | undefined>) | undefined;
  /** This process. */
  readonly self: ProcessIdentity;
  readonly hidden: Hidden;
  /** Aborted when the executor is closed. */
  readonly closed: AbortSignal;
}

/** Values to mask, by attempt. */
export interface Hidden {
  hide(name: string, values: Iterable<string>): void;
  masker(name: string): Masker;
  forget(name: string): void;
}

export function createHidden(): Hidden {
  const maskers = new Map<string, Masker>();
  function masker(name: string): Masker {
    const known = maskers.get(name) ?? createMasker();
    maskers.set(name, known);
    return known;
  }
  return {
    masker,
    hide(name, values) {
      for (const value of values) masker(name).add(value);
    },
    forget: (name) => void maskers.delete(name),
  };
}
