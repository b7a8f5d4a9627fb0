import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeRecord } from '../../../json-record.ts';
import { removeTree } from '../../remove-tree.ts';
import type { AttemptPaths } from '../attempt-directory.ts';
import type { ExitRecord, StartRecord } from '../records.ts';

/** Removes the secret files of an attempt and then writes down how it ended: from that moment on it has ended. */
export async function recordEnd(
  paths: AttemptPaths,
  record: StartRecord,
  how: Omit<ExitRecord, 'startedAt' | 'node'>,
): Promise<ExitRecord> {
  const { name, startedAt, node, secrets, temporary } = record;
  const exit: ExitRecord = { ...how, startedAt, node };
  const tell = (error: unknown) =>
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
  await removeTree(secrets).catch(tell);
  for (;;) {
    try {
      await writeExit(paths.exit, exit);
      break;
    } catch (error) {
      // A full disk may get room again; a directory that a step has put out of order does not mend itself.
      if (!existsSync(paths.directory)) break;
      tell(error);
      if (!isFull(error)) break;
      await sleep(1_000);
    }
  }
  // The next step need not wait for this; it goes at the latest with the supervisor.
  removeTree(temporary).catch(() => {});
  return exit;
}

/** Who saw the end is right: what a step has put there itself is replaced. */
async function writeExit(path: string, exit: ExitRecord): Promise<void> {
  try {
    writeRecord(path, exit);
  } catch (error) {
    if (isFull(error)) throw error;
    await removeTree(path);
    writeRecord(path, exit);
  }
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO';
}
