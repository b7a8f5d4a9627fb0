import { setTimeout as wait } from 'node:timers/promises';

/**
 * Takes a lock that ends with the process that holds it, also when that is killed: SQLite's lock on a file of its own.
 * Two containers that share a volume see each other's.
 */
export async function lock(file: string, signal: AbortSignal, onWait: () => void): Promise<Disposable> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0');
    for (let tries = 0; !taken(database); tries++) {
      if (tries === 0) onWait();
      await wait(Math.min(20 * 2 ** Math.min(tries, 4), 200), undefined, { signal });
    }
  } catch (error) {
    database.close();
    throw error;
  }
  return { [Symbol.dispose]: () => database.close() };
}

function taken(database: { exec(sql: string): void }): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    const busy = 5;
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return false;
    throw error;
  }
}
