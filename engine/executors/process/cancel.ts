import type { AttemptPaths } from './attempt-directory.ts';
import { endTree, signalGroup } from './process-tree.ts';
import { readExit, readProcess, readStart } from './records.ts';
import type { Supervisors } from './supervisors.ts';

/** Asks a step to stop by its supervisor, or, where that cannot be talked to (an older version's), directly. */
export async function cancelAttempt(
  paths: AttemptPaths,
  supervisors: Supervisors,
  name: string,
): Promise<void> {
  const noted = supervisors.noted(name);
  if (noted !== undefined) return void (await noted.call({ do: 'cancel', name }).catch(() => {}));
  const record = readStart(paths);
  if (record === undefined) return;
  const link = await supervisors.of(record.supervisor);
  if (link === 'gone') return;
  if (link !== 'unreachable') return void (await link.call({ do: 'cancel', name }).catch(() => {}));
  const leader = readProcess(paths)?.pid;
  if (leader === undefined || readExit(paths) !== undefined) return;
  signalGroup(leader, 'SIGTERM');
  const tree = { leader, marks: [`${paths.directory}/`, record.temporary] };
  setTimeout(() => {
    if (readExit(paths) === undefined) void endTree(tree, 0);
  }, record.graceMs);
}
