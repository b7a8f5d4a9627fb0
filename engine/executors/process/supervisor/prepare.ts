import {
  close,
  existsSync,
  fsync,
  mkdirSync,
  mkdtempSync,
  open,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeRecord } from '../../../json-record.ts';
import type { StartRequest } from '../../executor.ts';
import { attemptPaths, attemptsDirectory, pathsOf } from '../attempt-directory.ts';
import type { StartCall } from '../protocol.ts';
import type { StartRecord, SupervisorRecord } from '../records.ts';
import {
  inheritedSecrets,
  type StepEnvironment,
  stepEnvironment,
  type Variables,
} from '../step-environment.ts';
import { draftPrefix } from '../supervisor-records.ts';

const openFile = promisify(open);
const sync = promisify(fsync);
const closeFile = promisify(close);

/** An attempt that exists; nothing of it runs yet. */
export interface Prepared {
  readonly record: StartRecord;
  readonly environment: StepEnvironment;
  /** All that must not show up in what it prints or writes. */
  readonly mask: readonly string[];
}

/**
 * Makes the directory of an attempt, whole and durable, in one step: it is filled under another name and
 * renamed, which fails if the attempt exists. `undefined` if it does.
 */
export async function prepareAttempt(
  root: string,
  supervisor: SupervisorRecord,
  { request, inherited, home }: StartCall,
): Promise<Prepared | undefined> {
  const final = pathsOf(root, request.name);
  if (existsSync(final.directory)) return undefined;
  mkdirSync(attemptsDirectory(root), { recursive: true, mode: 0o700 });
  const [memory = '', temporaries = ''] = supervisor.directories;
  const secrets = mkdtempSync(join(memory, 'secret-'));
  const temporary = mkdtempSync(join(temporaries, 'step-'));
  const draft = attemptPaths(mkdtempSync(join(attemptsDirectory(root), draftPrefix(supervisor))));
  try {
    mkdirSync(draft.out);
    mkdirSync(draft.files);
    const at = { out: final.out, files: final.files, secrets, temporary };
    const settings = home === 'machine' ? inherited : { ...inherited, HOME: join(temporary, 'home') };
    if (home === 'private') mkdirSync(join(temporary, 'home'));
    const environment = stepEnvironment(request, settings, at);
    for (const [path, text] of environment.files) {
      writeFileSync(path.replace(final.directory, draft.directory), text, { mode: 0o400, flag: 'wx' });
    }
    for (const [path, text] of environment.secretFiles)
      writeFileSync(path, text, { mode: 0o400, flag: 'wx' });
    const record: StartRecord = {
      name: request.name,
      supervisor,
      command: request.start.command ?? [],
      workspace: request.workspace,
      workdir: request.workdir,
      env: request.env,
      secrets,
      temporary,
      graceMs: request.graceMs,
      startedAt: Date.now(),
      node: hostname(),
    };
    writeRecord(draft.start, record);
    renameSync(draft.directory, final.directory);
    // Both at once, so that a journaling file system has to write its journal once only.
    await Promise.all([final.start, final.directory, dirname(final.directory)].map(syncPath));
    return { record, environment, mask: secretsOf(request, inherited) };
  } catch (error) {
    for (const made of [draft.directory, secrets, temporary]) rmSync(made, { recursive: true, force: true });
    if (isTaken(error)) return undefined;
    throw error;
  }
}

function secretsOf(request: StartRequest, inherited: Variables): string[] {
  const { mask, secretEnv, secretFiles } = request;
  return [
    ...mask,
    ...Object.values(secretEnv),
    ...Object.values(secretFiles),
    ...inheritedSecrets(inherited),
  ];
}

async function syncPath(path: string): Promise<void> {
  const file = await openFile(path, 'r');
  try {
    await sync(file);
  } finally {
    await closeFile(file);
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}
