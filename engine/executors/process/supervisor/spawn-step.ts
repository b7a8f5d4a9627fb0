import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Failure } from '@stepyard/contract';
import type { StartRequest } from '../../executor.ts';

/** Why a step could not be started; it ends at once, as if it had said so itself. */
export interface Refusal {
  readonly status: number;
  readonly failure: Failure;
}

/** Starts the command of a step in a process group of its own, stdout and stderr into one pipe. */
export async function spawnStep(
  request: StartRequest,
  env: Readonly<Record<string, string>>,
  output: number,
): Promise<ChildProcess | Refusal> {
  const directory = workingDirectory(request.workspace, request.workdir);
  if (typeof directory !== 'string') return directory;
  const [command = '', ...args] = request.start.command ?? [];
  try {
    const child = spawn(command, args, {
      cwd: directory,
      env: { ...env },
      detached: true,
      stdio: ['ignore', output, output],
    });
    // A command that cannot be run has no process id, and says why in the next turn.
    if (child.pid !== undefined) return child;
    return await new Promise<Refusal>((resolve) => {
      child.once('error', (error) => resolve(notStarted(command, error)));
    });
  } catch (error) {
    return notStarted(command, error);
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
