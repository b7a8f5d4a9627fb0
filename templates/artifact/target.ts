import { mkdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';

/** Works in a directory of the workspace, which is made for it and goes again where the work fails. */
export async function inDirectory<T>(
  step: Step<unknown>,
  path: string,
  work: (target: string) => Promise<T>,
): Promise<T> {
  const target = await step.path('action.path', path);
  const made = await mkdir(target, { recursive: true }).catch((cause: unknown) => {
    throw notDirectory(path, cause);
  });
  try {
    return await work(target);
  } catch (error) {
    if (made !== undefined) await removeEmpty(target, made);
    throw error;
  }
}

/** What others have put into one of them meanwhile stays. */
async function removeEmpty(from: string, to: string): Promise<void> {
  try {
    await rmdir(from);
  } catch {
    return;
  }
  if (from !== to) await removeEmpty(dirname(from), to);
}

function notDirectory(path: string, cause: unknown): StepError {
  return new StepError('CONFLICT', `\`action.path\` must be a directory, got ${JSON.stringify(path)}.`, {
    hint: 'A file stands there, or in the way to it. Remove it, or choose another directory.',
    cause,
  });
}
