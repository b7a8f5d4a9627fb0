import { existsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AttemptPaths, pathsOf } from './attempt-directory.ts';
import { recordLoss } from './lost.ts';
import { type ExitRecord, readExit, readStart, type StartRecord } from './records.ts';
import { isLinkLost, type SupervisorLink } from './supervisor-link.ts';
import type { Supervisors } from './supervisors.ts';

/** Where a supervisor cannot be talked to (an older version's), its files are looked at this often. */
export const pollMs = 200;

/**
 * Waits for the end of an attempt, whoever started it; finds out if it was lost. What its supervisor says goes
 * before what stands in the files, where a step may have written.
 */
export async function settled(root: string, supervisors: Supervisors, name: string): Promise<ExitRecord> {
  const paths = pathsOf(root, name);
  for (;;) {
    const link = await linkOf(paths, supervisors, name);
    if (link === 'unreachable') {
      const exit = readExit(paths);
      if (exit !== undefined) return exit;
      await sleep(pollMs);
    } else if (link === 'gone') return loss(paths, name, 'its supervisor ended while it ran.');
    else {
      try {
        const { exit } = await link.call({ do: 'wait', name });
        return exit ?? (await loss(paths, name, 'its supervisor lost track of it.'));
      } catch (error) {
        if (!isLinkLost(error)) throw error;
      }
    }
  }
}

/**
 * How the supervisor of an attempt is talked to.
 * @throws RangeError where no attempt has the name.
 */
export async function linkOf(
  paths: AttemptPaths,
  supervisors: Supervisors,
  name: string,
): Promise<SupervisorLink | 'unreachable' | 'gone'> {
  return supervisors.noted(name) ?? supervisors.of(requireStart(paths, name).supervisor);
}

/**
 * What was written down at the start; where a power cut or a step took that, it cannot be known any more.
 * @throws RangeError where no attempt has the name.
 */
export function requireStart(paths: AttemptPaths, name: string): StartRecord {
  const start = readStart(paths);
  if (start !== undefined) return start;
  if (!existsSync(paths.directory)) throw new RangeError(`No attempt has the name ${JSON.stringify(name)}.`);
  return {
    name,
    supervisor: { pid: 0, started: 'never', protocol: 0, socket: '', directories: [] },
    command: [],
    workspace: '',
    workdir: undefined,
    env: {},
    secrets: '',
    temporary: `${paths.directory}/`,
    graceMs: 0,
    startedAt: statSync(paths.directory).mtimeMs,
    node: hostname(),
  };
}

/** The end may have been written between the first look and the supervisor's end. */
async function loss(paths: AttemptPaths, name: string, why: string): Promise<ExitRecord> {
  const start = requireStart(paths, name);
  return readExit(paths) ?? (await recordLoss(paths, start, why));
}
