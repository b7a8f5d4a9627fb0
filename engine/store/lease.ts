import { readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Who holds a data directory. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Unix milliseconds. */
  readonly since: number;
  /** Counts the holders that the directory has had. */
  readonly token: number;
}

export interface Lease {
  readonly holder: Holder;
  release(): void;
}

/** Another process holds the data directory. */
export interface LeaseHeld extends Error {
  readonly code: 'LEASE_HELD';
  readonly holder: Holder | undefined;
  readonly hint: string;
}

/**
 * Takes a data directory for this process alone. The lock is the operating system's, on a database file: it
 * is gone the moment its process is, also after kill -9, so there is no stale lock and no time to wait for.
 * @throws LeaseHeld naming the holder.
 */
export async function takeLease(dataDir: string, now: number): Promise<Lease> {
  const database = lock(join(dataDir, 'lease.sqlite'), probeMs);
  if (database === undefined) throw leaseHeld(dataDir, await readHolder(dataDir));
  try {
    const token = nextToken(database);
    const holder: Holder = { pid: process.pid, host: hostname(), since: now, token };
    const path = join(dataDir, 'lease.json');
    await writeFile(`${path}.new`, JSON.stringify(holder), { mode: 0o600 });
    await rename(`${path}.new`, path);
    return { holder, release: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Says who holds a data directory; nothing where nobody does. */
export async function findHolder(dataDir: string): Promise<Holder | undefined> {
  const database = lock(join(dataDir, 'lease.sqlite'), 0);
  database?.close();
  return database === undefined ? readHolder(dataDir) : undefined;
}

/** Says whether an error is that another process holds the directory. */
export function isLeaseHeld(error: unknown): error is LeaseHeld {
  return error instanceof Error && 'code' in error && error.code === 'LEASE_HELD';
}

/** Long enough to outlast a process that only looks whether there is a holder. */
const probeMs = 300;

function lock(path: string, timeout: number): DatabaseSync | undefined {
  const database = new DatabaseSync(path, { timeout });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/.test(error.message)) return undefined;
    throw error;
  }
}

/** In exclusive locking mode the lock stays after the commit, until the file is closed. */
function nextToken(database: DatabaseSync): number {
  database.exec('CREATE TABLE IF NOT EXISTS holder (token INTEGER NOT NULL)');
  const last = database.prepare('SELECT max(token) AS token FROM holder').get()?.token;
  const token = (typeof last === 'number' ? last : 0) + 1;
  database.exec('DELETE FROM holder');
  database.prepare('INSERT INTO holder (token) VALUES (?)').run(token);
  database.exec('COMMIT');
  return token;
}

async function readHolder(dataDir: string): Promise<Holder | undefined> {
  try {
    const read: unknown = JSON.parse(await readFile(join(dataDir, 'lease.json'), 'utf8'));
    return isHolder(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const has = (name: string, type: string) => typeof Reflect.get(value, name) === type;
  return has('pid', 'number') && has('host', 'string') && has('since', 'number') && has('token', 'number');
}

function leaseHeld(dataDir: string, holder: Holder | undefined): LeaseHeld {
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid} on ${holder.host} since ${new Date(holder.since).toISOString()}`;
  return Object.assign(new Error(`The directory ${JSON.stringify(dataDir)} is held by ${who}.`), {
    code: 'LEASE_HELD' as const,
    holder,
    hint: 'Submit to that scheduler, stop it, or name another directory.',
  });
}
