import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Failure } from '@stepyard/contract';
import type { StartRequest } from '../../executor.ts';
import { withMounts } from '../mounts.ts';
import type { Variables } from '../step-environment.ts';
import type { Fifos, Pipe } from './fifos.ts';
import { createSpares, programOf } from './spares.ts';

/** Why a step could not be started; it ends at once, as if it had said so itself. */
export interface Refusal {
  readonly status: number;
  readonly failure: Failure;
}

/** A step's process, in a group of its own, with stdout and stderr in one pipe. */
export interface Launched {
  readonly child: ChildProcess;
  readonly leader: number;
  /** Where its output comes from. */
  readonly read: number;
  /** Lets it begin; to be called once it is written down. */
  begin(): void;
}

/** Makes processes for steps: new ones, or one that is up already. */
export interface Launcher {
  launch(request: StartRequest, env: Variables): Promise<Launched | Refusal>;
  /** Has a process up before the first step needs it. */
  warm(env: Variables): void;
}

export function createLauncher(fifos: Fifos): Launcher {
  const spares = createSpares(fifos);

  async function launch(request: StartRequest, env: Variables): Promise<Launched | Refusal> {
    const directory = workingDirectory(request.workspace, request.workdir);
    if (typeof directory !== 'string') return directory;
    const command = withMounts(request.start.command ?? [], request.caches);
    const spare = spares.take(command, env);
    setTimeout(spares.prepare, prepareMs, command, env);
    if (spare === undefined) return spawnStep(command, directory, env, await fifos.take());
    const { child, read, run } = spare;
    return {
      child,
      leader: child.pid ?? 0,
      read,
      begin: () => run({ directory, env, program: programOf(command) }),
    };
  }

  return { launch, warm: (env) => spares.prepare([process.execPath, '/'], env) };
}

/** The step that is being started comes first. */
const prepareMs = 10;

async function spawnStep(
  [command = '', ...args]: readonly string[],
  directory: string,
  env: Variables,
  { read, write }: Pipe,
): Promise<Launched | Refusal> {
  try {
    const child = spawn(command, args, {
      cwd: directory,
      env: { ...env },
      detached: true,
      stdio: ['ignore', write, write],
    });
    // A command that cannot be run has no process id, and says why in the next turn.
    if (child.pid !== undefined) return { child, leader: child.pid, read, begin: () => {} };
    const error = await new Promise((resolve) => child.once('error', resolve));
    closeSync(read);
    return notStarted(command, error);
  } catch (error) {
    closeSync(read);
    return notStarted(command, error);
  } finally {
    closeSync(write);
  }
}

function workingDirectory(workspace: string, workdir = ''): string | Refusal {
  try {
    const root = realpathSync(workspace);
    const path = realpathSync(join(root, workdir));
    if ((path === root || path.startsWith(`${root}${sep}`)) && statSync(path).isDirectory()) return path;
  } catch {
    // There is none.
  }
  return {
    status: 2,
    failure: {
      class: 'configuration',
      code: 'INPUT_INVALID',
      message: `\`workdir\` must be a directory in the workspace, got ${JSON.stringify(workdir)}.`,
      hint: 'Make it in an earlier task, or leave `workdir` out.',
    },
  };
}

/** The error's own text may quote the environment, so only its code is used. */
function notStarted(command: string, error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const [reason, hint] = reasons.get(code) ?? ([code, 'Look at the limits of this machine.'] as const);
  return {
    status: 1,
    failure: {
      class: 'configuration',
      code: 'TOOL_MISSING',
      message: `\`${command}\` could not be started: ${reason}.`,
      hint,
    },
  };
}

const reasons = new Map<string, readonly [reason: string, hint: string]>([
  ['ENOENT', ['there is no such program on PATH', 'Install it, or name it by its path.']],
  ['EACCES', ['it may not be executed', 'Set its executable bit (`chmod +x`).']],
  ['E2BIG', ['its arguments and variables are too long', 'Hand over long values as files.']],
  ['ERR_INVALID_ARG_VALUE', ['a variable or argument holds a null byte', 'Hand over such values as files.']],
]);
