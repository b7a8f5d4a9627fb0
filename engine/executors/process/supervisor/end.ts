import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeRecordOnce } from '../../../json-record.ts';
import { removeTree } from '../../remove-tree.ts';
import type { AttemptPaths } from '../attempt-directory.ts';
import type { ExitRecord, StartRecord } from '../records.ts';

/** Removes the secret files of an attempt and then writes down how it ended: from that moment on it has ended. */
export async function recordEnd(
  paths: AttemptPaths,
  record: StartRecord,
  exit: Omit<ExitRecord, 'startedAt' | 'node'>,
): Promise<void> {
  const { startedAt, node, secrets, temporary } = record;
  await removeTree(secrets);
  for (;;) {
    try {
      writeRecordOnce(paths.exit, { ...exit, startedAt, node });
      break;
    } catch (error) {
      // A full disk may get room again; a directory removed by hand does not come back.
      if (!existsSync(paths.directory)) break;
      console.error(`${record.name}: ${error instanceof Error ? error.message : error}`);
      await sleep(1_000);
    }
  }
  // The next step need not wait for this; it goes at the latest with the supervisor.
  removeTree(temporary).catch(() => {});
}
