import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeAtomic } from '@stepyard/contract';
import type { Labels } from '../../docker/volumes.ts';
import { assertAttemptName } from '../process/attempt-directory.ts';
import { identityOf, type ProcessIdentity } from '../process/process-identity.ts';

/** An installation: a directory of the scheduler's machine, and the word by which its things on an engine are known. */
export interface DockerPlace {
  readonly root: string;
  /** 8 hex digits. */
  readonly id: string;
  readonly attempts: string;
  /** This process. */
  readonly self: ProcessIdentity;
}

/** Where the record of one start of an attempt is. */
export interface AttemptFiles {
  readonly directory: string;
  /** What is to be started; there before anything is. */
  readonly start: string;
  /** There once the step has been given all that it needs. */
  readonly begun: string;
  readonly exit: string;
  readonly out: string;
  /** What the log begins with: how the image was pulled. */
  readonly prelude: string;
}

export function openPlace(directory: string): DockerPlace {
  const attempts = join(resolve(directory), 'attempts');
  mkdirSync(attempts, { recursive: true, mode: 0o700 });
  const root = realpathSync(directory);
  const file = join(root, 'id');
  if (!existsSync(file)) writeAtomic(file, randomBytes(4).toString('hex'), { mode: 0o600, durable: true });
  const self = identityOf(process.pid) ?? { pid: process.pid, started: 'unknown' };
  return { root, id: readFileSync(file, 'utf8').trim(), attempts: join(root, 'attempts'), self };
}

export function filesOf({ attempts }: DockerPlace, name: string): AttemptFiles {
  assertAttemptName(name);
  const directory = join(attempts, name);
  const at = (file: string) => join(directory, file);
  return {
    directory,
    start: at('start.json'),
    begun: at('begun'),
    exit: at('exit.json'),
    out: at('out'),
    prelude: at('prelude'),
  };
}

/** What a thing on an engine is called: unlike those of other installations, and the same whenever it is asked. */
export function nameOn(place: DockerPlace, ...parts: readonly string[]): string {
  return ['stepyard', place.id, ...parts].join('-');
}

/** Labels by which things are found again. */
export const labelNames = {
  place: 'dev.stepyard.place',
  project: 'dev.stepyard.project',
  run: 'dev.stepyard.run',
  attempt: 'dev.stepyard.attempt',
  role: 'dev.stepyard.role',
  /** The process that has made it. */
  owner: 'dev.stepyard.owner',
} as const;

export function labelsOf(
  place: DockerPlace,
  of: {
    readonly project?: string;
    readonly run?: string;
    readonly attempt?: string;
    readonly role?: string;
  },
): Labels {
  const labels: Record<string, string> = {
    [labelNames.place]: place.id,
    [labelNames.owner]: JSON.stringify(place.self),
  };
  if (of.project !== undefined) labels[labelNames.project] = of.project;
  if (of.run !== undefined) labels[labelNames.run] = of.run;
  if (of.attempt !== undefined) labels[labelNames.attempt] = of.attempt;
  if (of.role !== undefined) labels[labelNames.role] = of.role;
  return labels;
}
