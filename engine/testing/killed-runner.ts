import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Killing {
  /** How many lines it says before. */
  readonly lines: number;
  /** How long it is left alone after them. */
  readonly waitMs: number;
}

/** Runs a program of ours on a directory, under a name, until it is killed; gives its first line and its end. */
export async function runUntilKilled(
  script: string,
  [directory, name]: readonly [directory: string, name: string],
  { lines, waitMs }: Killing,
): Promise<{ readonly first: string | undefined; readonly ended: unknown }> {
  const runner = spawn(process.execPath, [script, directory, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(directory, '..', 'compiled') },
  });
  const ended = new Promise((resolve) => runner.once('exit', (status, signal) => resolve(status ?? signal)));
  const seen: string[] = [];
  for await (const line of createInterface(runner.stdout)) if (seen.push(line) === lines) break;
  await sleep(waitMs);
  runner.kill('SIGKILL');
  return { first: seen[0], ended: await ended };
}
