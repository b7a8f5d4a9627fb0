import { setTimeout as sleep } from 'node:timers/promises';
import { type AttemptPaths, pathsOf } from './attempt-directory.ts';
import { recordLoss } from './lost.ts';
import { type ExitRecord, readExit, readStart, type StartRecord } from './records.ts';
import { isLinkLost } from './supervisor-link.ts';
import type { Supervisors } from './supervisors.ts';

/** Where a supervisor cannot be talked to (an older version's), its files are looked at this often. */
export const pollMs = 200;

/** Waits for the end of an attempt, whoever started it; finds out if it was lost. */
export async function settled(root: string, supervisors: Supervisors, name: string): Promise<ExitRecord> {
  const paths = pathsOf(root, name);
  for (;;) {
    const exit = readExit(paths);
    if (exit !== undefined) return exit;
    const start = requireStart(paths, name);
    const link = await supervisors.of(start.supervisor);
    if (link === 'unreachable') await sleep(pollMs);
    else if (link === 'gone') return loss(paths, start, 'its supervisor ended while it ran.');
    else {
      try {
        await link.call({ do: 'wait', name });
        if (readExit(paths) === undefined) return loss(paths, start, 'its supervisor lost track of it.');
      } catch (error) {
        if (!isLinkLost(error)) throw error;
      }
    }
  }
}

/** @throws RangeError where no attempt has the name. */
export function requireStart(paths: AttemptPaths, name: string): StartRecord {
  const start = readStart(paths);
  if (start === undefined) throw new RangeError(`No attempt has the name ${JSON.stringify(name)}.`);
  return start;
}

/** The end may have been written between the first look and the supervisor's end. */
async function loss(paths: AttemptPaths, start: StartRecord, why: string): Promise<ExitRecord> {
  return readExit(paths) ?? (await recordLoss(paths, start, why));
}
