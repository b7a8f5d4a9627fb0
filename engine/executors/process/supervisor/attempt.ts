import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createMasker } from '@stepyard/contract/mask';
import { outFiles } from '@stepyard/contract/names';
import { writeRecord } from '../../../json-record.ts';
import type { StartRequest } from '../../executor.ts';
import { type AttemptPaths, pathsOf } from '../attempt-directory.ts';
import { identityOf, type ProcessIdentity } from '../process-identity.ts';
import { endTree, type ProcessTree, signalGroup } from '../process-tree.ts';
import type { ExitRecord } from '../records.ts';
import { recordEnd } from './end.ts';
import type { Launcher, Refusal } from './launch.ts';
import { type LogWriter, openLog } from './log-writer.ts';
import { maskOutFiles, readOutFile } from './out-files.ts';
import type { Prepared } from './prepare.ts';

/** A step that this supervisor started. */
export interface RunningAttempt {
  /** Resolves when `exit.json` is written, with what stands in it. */
  readonly ended: Promise<ExitRecord>;
  /** Bytes of log written so far. */
  size(): number;
  cancel(): void;
}

/** A longer one counts as not written. */
const longestResult = 2 ** 20;

/** How long what a step left behind after a normal end may take to stop by itself. */
const leftoverMs = 2_000;

/** Starts a prepared attempt; resolves once its process runs and is written down, or could not be started. */
export async function runAttempt(
  root: string,
  request: StartRequest,
  prepared: Prepared,
  { launch }: Launcher,
  onChange: () => void,
): Promise<RunningAttempt> {
  const { record, environment, mask } = prepared;
  const paths = pathsOf(root, request.name);
  const masker = createMasker(mask);
  const log = await openLog(paths.log, masker.stream(), onChange);
  const launched = await launch(request, environment.variables);
  if ('failure' in launched) return { ended: refuse(log, launched), size: log.size, cancel: () => {} };
  const { child, leader, read, begin } = launched;
  const identity = identityOf(leader);
  if (identity !== undefined) noteProcess(paths, identity);
  begin();
  const tree: ProcessTree = { leader, marks: [`${paths.directory}/`, record.temporary] };
  /** When a cancelled step is to be killed. */
  let deadline: number | undefined;

  function cancel(): void {
    if (deadline !== undefined || child.exitCode !== null || child.signalCode !== null) return;
    deadline = Date.now() + request.graceMs;
    signalGroup(leader, 'SIGTERM');
    const timer = setTimeout(() => void endTree(tree, 0), request.graceMs);
    child.once('exit', () => clearTimeout(timer));
  }

  async function follow(): Promise<ExitRecord> {
    const copied = log.copy(read);
    const exit = await exitOf(child);
    const finishedAt = Date.now();
    const grace = deadline === undefined ? Math.min(request.graceMs, leftoverMs) : deadline - finishedAt;
    await endTree(tree, Math.max(0, grace));
    // A process that hides from us may still hold the pipe.
    const patience = setTimeout(log.stop, 1_000);
    await copied;
    clearTimeout(patience);
    await log.close();
    if (mask.length > 0) maskOutFiles(paths.out, masker);
    const result = readOutFile(join(paths.out, outFiles.result), longestResult);
    return recordEnd(paths, record, { ...exit, ...(result !== undefined && { result }), finishedAt });
  }

  async function refuse(log: LogWriter, { status, failure }: Refusal): Promise<ExitRecord> {
    const finishedAt = Date.now();
    await log.say(`${failure.code}: ${failure.message}\n  ${failure.hint}\n`);
    await log.close();
    const times = { startedAt: toTime(record.startedAt), finishedAt: toTime(finishedAt) };
    const result = JSON.stringify({ contract: 1, status: 'failed', failure, ...times });
    return recordEnd(paths, record, { status, result, finishedAt });
  }

  return { ended: follow(), size: log.size, cancel };
}

/** Without this note the step goes on all the same: only after a crash of ours it is found by other marks. */
function noteProcess({ process }: AttemptPaths, identity: ProcessIdentity): void {
  try {
    writeRecord(process, identity);
  } catch (error) {
    console.error(`${process}: ${error instanceof Error ? error.message : error}`);
  }
}

function exitOf(child: ChildProcess): Promise<{ status: number } | { signal: string }> {
  return new Promise((resolve) => {
    child.once('exit', (status, signal) => resolve(signal === null ? { status: status ?? 1 } : { signal }));
  });
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
