import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeTree } from '../remove-tree.ts';
import { attemptsDirectory } from './attempt-directory.ts';
import { removePrivateDirectories } from './private-directories.ts';
import { isAlive } from './process-identity.ts';
import { readSupervisor, type SupervisorRecord } from './records.ts';

/** A file for each supervisor that serves the data directory; normally there is one. */
export function supervisorsDirectory(root: string): string {
  return join(root, 'supervisors');
}

/** The supervisors that run. What dead ones left (socket, secret files, drafts) is removed. */
export async function livingSupervisors(root: string): Promise<SupervisorRecord[]> {
  const living: SupervisorRecord[] = [];
  for (const name of namesIn(supervisorsDirectory(root))) {
    if (!name.endsWith('.json')) continue;
    const path = join(supervisorsDirectory(root), name);
    const record = readSupervisor(path);
    if (record === undefined) continue;
    if (isAlive(record)) living.push(record);
    else {
      await removePrivateDirectories(record.directories);
      await removeDrafts(root, record);
      rmSync(path, { force: true });
    }
  }
  return living;
}

/** How the directories of attempts begin that a supervisor has not finished making. */
export function draftPrefix(supervisor: SupervisorRecord): string {
  return `.new-${basename(supervisor.directories[0] ?? '')}-`;
}

async function removeDrafts(root: string, supervisor: SupervisorRecord): Promise<void> {
  for (const name of namesIn(attemptsDirectory(root))) {
    if (name.startsWith(draftPrefix(supervisor))) await removeTree(join(attemptsDirectory(root), name));
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
