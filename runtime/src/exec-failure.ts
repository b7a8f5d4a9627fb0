import { StepError } from '@stepyard/contract';
import type { Command } from './launch.ts';
import type { ExecResult } from './step.ts';

/** How failures call a command: the tool and, if there is one, its first word that is no option (`git fetch`). */
export function callName(tool: string, args: readonly string[]): string {
  const base = tool.slice(tool.lastIndexOf('/') + 1);
  const word = args.find((arg) => !arg.startsWith('-') && !arg.includes('='));
  return word !== undefined && /^[a-z][a-z0-9:-]*$/.test(word) ? `${base} ${word}` : base;
}

/** The command as one line for readers; not meant to be run. */
export function commandLine(tool: string, args: readonly string[]): string {
  return [tool, ...args].map((arg) => (/^[\w@%+=:,./~^-]+$/.test(arg) ? arg : JSON.stringify(arg))).join(' ');
}

/** Why a tool could not be started. */
export async function startFailure(error: unknown, command: Command, name: string): Promise<unknown> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'E2BIG') {
    return new StepError(
      'INPUT_INVALID',
      `\`${name}\` was given more text in arguments than the system takes.`,
      {
        hint: 'Give long texts as files.',
        cause: error,
      },
    );
  }
  if (code === 'EACCES') {
    return new StepError('TOOL_MISSING', `\`${command.tool}\` may not be executed.`, {
      hint: `Make it executable: chmod +x ${command.tool}`,
      cause: error,
    });
  }
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return error;
  const { stat } = await import('node:fs/promises');
  const directory = await stat(command.cwd).catch(() => undefined);
  if (directory?.isDirectory() !== true) {
    return new StepError(
      'NOT_FOUND',
      `\`${name}\` has no directory to run in: ${command.cwd} does not exist.`,
      {
        hint: 'Check the working directory, or whether an earlier task should have made it.',
        cause: error,
      },
    );
  }
  const where = command.tool.includes('/') ? 'does not exist' : 'is not on the PATH';
  return new StepError('TOOL_MISSING', `\`${command.tool}\` ${where}.`, {
    hint: command.tool.includes('/')
      ? 'Check the path, or whether an earlier task should have made it.'
      : `Install it, or use an image that has it. PATH is ${command.env.PATH}`,
    cause: error,
  });
}

/** A tool that ended with a status that is a failure, or by a signal. */
export function endFailure(
  name: string,
  result: ExecResult,
  killedBy: string | null,
  hint: string | undefined,
  mask: (text: string) => string,
): StepError {
  const how = killedBy === null ? `ended with status ${result.status}` : `was ended by ${killedBy}`;
  const line = lastLine(result.stderr, mask) ?? lastLine(result.stdout, mask);
  const memory = 'Something outside ended it; with SIGKILL that is often a lack of memory.';
  return new StepError('TOOL_FAILED', `\`${name}\` ${how}${line === undefined ? '.' : `: ${line}`}`, {
    hint: hint ?? (killedBy === null ? `See in the log what \`${name}\` printed.` : memory),
  });
}

export function timeoutFailure(name: string, timeoutMs: number): StepError {
  return new StepError('TIMEOUT', `\`${name}\` did not end within ${timeoutMs / 1000} s and was stopped.`, {
    hint: 'Give it more time, or see in the log where it hangs.',
  });
}

const lastLineLimit = 500;

/** Masked before it is cut: a part of a secret would not be known for one. */
function lastLine(text: string, mask: (text: string) => string): string | undefined {
  const line = mask(text.trimEnd().split('\n').at(-1)?.trim() ?? '');
  if (line === '') return undefined;
  return line.length > lastLineLimit ? `${line.slice(0, lastLineLimit)}…` : line;
}
