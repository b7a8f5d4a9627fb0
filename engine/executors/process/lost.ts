import { dirname } from 'node:path';
import { writeRecordOnce } from '../../json-record.ts';
import { removeTree } from '../remove-tree.ts';
import type { AttemptPaths } from './attempt-directory.ts';
import { isPrivate, removePrivateDirectories } from './private-directories.ts';
import { isAlive } from './process-identity.ts';
import { endTree } from './process-tree.ts';
import { type ExitRecord, readExit, readProcess, type StartRecord } from './records.ts';

/** Ends what is left of a step whose supervisor is gone, and writes down that it was lost. */
export async function recordLoss(paths: AttemptPaths, start: StartRecord, why: string): Promise<ExitRecord> {
  const leader = readProcess(paths);
  const sure = leader !== undefined && isAlive(leader);
  // Nobody reads what it prints or masks it, and a second start must not meet the first.
  await endTree(
    { leader: sure ? leader.pid : undefined, marks: [`${paths.directory}/`, start.temporary] },
    0,
  );
  if (isPrivate(dirname(start.secrets))) await removeTree(start.secrets);
  if (!isAlive(start.supervisor)) await removePrivateDirectories(start.supervisor.directories);
  const { startedAt, node } = start;
  const message = `${start.name}: ${why}`;
  const lost: ExitRecord = { cause: 'NODE_LOST', message, startedAt, finishedAt: Date.now(), node };
  writeRecordOnce(paths.exit, lost);
  // A step can write there too: what cannot be read is no reason to stop scheduling.
  return readExit(paths) ?? lost;
}
