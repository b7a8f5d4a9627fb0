import { isObject, readRecord } from '../../json-record.ts';
import type { AttemptPaths } from './attempt-directory.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** `start.json`: what was started, by which supervisor; it stands for the start from the moment it is visible. */
export interface StartRecord {
  readonly name: string;
  readonly supervisor: SupervisorRecord;
  readonly command: readonly string[];
  readonly workspace: string;
  readonly workdir: string | undefined;
  /** The variables of the request; those inherited from the machine are not recorded. */
  readonly env: Readonly<Record<string, string>>;
  /** Directories outside that end with the attempt: secret files, and `TMPDIR`. */
  readonly secrets: string;
  readonly temporary: string;
  readonly graceMs: number;
  readonly startedAt: number;
  readonly node: string;
}

/** How a supervisor is found, and known to be gone. */
export interface SupervisorRecord extends ProcessIdentity {
  readonly protocol: number;
  readonly socket: string;
  /** Private directories that end with the supervisor; the first one is in memory where the system has that. */
  readonly directories: readonly string[];
}

/** `exit.json`: how it ended. */
export interface ExitRecord {
  readonly status?: number;
  readonly signal?: string;
  readonly cause?: 'NODE_LOST';
  readonly message?: string;
  /** Text of `result.json` as it was when the step ended. */
  readonly result?: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly node: string;
}

export function readStart(paths: AttemptPaths): StartRecord | undefined {
  const record = readRecord(paths.start);
  return isStartRecord(record) ? record : undefined;
}

export function readProcess(paths: AttemptPaths): ProcessIdentity | undefined {
  const record = readRecord(paths.process);
  return isIdentity(record) ? record : undefined;
}

export function readExit(paths: AttemptPaths): ExitRecord | undefined {
  const record = readRecord(paths.exit);
  return isExitRecord(record) ? record : undefined;
}

export function readSupervisor(path: string): SupervisorRecord | undefined {
  const record = readRecord(path);
  return isSupervisorRecord(record) ? record : undefined;
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return isObject(value) && isProcessId(value.pid) && typeof value.started === 'string';
}

/** Zero and what is below it would mean whole groups to `kill`. */
function isProcessId(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0;
}

function isSupervisorRecord(value: unknown): value is SupervisorRecord {
  if (!isObject(value) || !isIdentity(value)) return false;
  const { protocol, socket, directories }: Record<string, unknown> = { ...value };
  if (typeof protocol !== 'number' || typeof socket !== 'string' || !Array.isArray(directories)) return false;
  const paths: readonly unknown[] = directories;
  return paths.every((path) => typeof path === 'string');
}

function isStartRecord(value: unknown): value is StartRecord {
  if (!isObject(value) || !isSupervisorRecord(value.supervisor)) return false;
  const { name, secrets, temporary, graceMs, startedAt, node } = value;
  return (
    [name, secrets, temporary, node].every((text) => typeof text === 'string') &&
    typeof graceMs === 'number' &&
    isTime(startedAt)
  );
}

/** A step can write there too, so nothing is taken for granted. */
export function isExitRecord(value: unknown): value is ExitRecord {
  if (!isObject(value)) return false;
  const { status, signal, cause, message, result, startedAt, finishedAt, node } = value;
  return (
    isTime(startedAt) &&
    isTime(finishedAt) &&
    typeof node === 'string' &&
    (status === undefined || (Number.isInteger(status) && Number(status) >= 0 && Number(status) <= 255)) &&
    (cause === undefined || cause === 'NODE_LOST') &&
    [signal, message, result].every((text) => text === undefined || typeof text === 'string')
  );
}

/** What a `Date` can hold. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}
