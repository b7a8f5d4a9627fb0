import { isObject, readRecord } from '../../json-record.ts';
import type { ArtifactsWanted, Exit } from '../executor.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';
import type { AttemptFiles } from './place.ts';

/** `start.json`: what a later scheduler must know of a start. No secret stands in it. */
export interface StartRecord {
  readonly name: string;
  readonly run: string;
  /** Who makes it ready; where that process is gone and nothing has begun, nothing ever will. */
  readonly owner: ProcessIdentity;
  readonly container: string;
  readonly graceMs: number;
  readonly startedAt: number;
  /** Volumes that end with it. */
  readonly volumes: readonly string[];
  /** The volume behind `STEPYARD_OUT`. */
  readonly out: string;
  readonly services: readonly string[];
  /** A network of its own, where it has services. */
  readonly network?: string;
  /** Caches that are copied back to this machine after a success. */
  readonly caches: readonly CacheCopy[];
  readonly artifacts?: ArtifactsWanted;
}

export interface CacheCopy {
  /** In the container. */
  readonly at: string;
  readonly path: string;
}

/** `begun`: the image that was started, as the engine had it. */
export interface BegunRecord {
  readonly image: NonNullable<Exit['image']>;
  /** It is not an image of a template: files and exit status are all that it knows. */
  readonly foreign: boolean;
}

/** `exit.json` */
export type ExitRecord = Omit<Exit, 'out' | 'result'> & {
  /** Text of `result.json`, masked. */
  readonly result?: string;
};

export function readStart(files: AttemptFiles): StartRecord | undefined {
  const record = readRecord(files.start);
  return isStart(record) ? record : undefined;
}

export function readBegun(files: AttemptFiles): BegunRecord | undefined {
  const record = readRecord(files.begun);
  return isBegun(record) ? record : undefined;
}

export function readExit(files: AttemptFiles): ExitRecord | undefined {
  const record = readRecord(files.exit);
  return isExit(record) ? record : undefined;
}

function isStart(value: unknown): value is StartRecord {
  return isObject(value) && typeof value.name === 'string' && typeof value.container === 'string';
}

function isBegun(value: unknown): value is BegunRecord {
  return isObject(value) && isObject(value.image);
}

function isExit(value: unknown): value is ExitRecord {
  return isObject(value) && typeof value.startedAt === 'number' && typeof value.finishedAt === 'number';
}
