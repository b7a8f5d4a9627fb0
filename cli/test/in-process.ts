import { join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../src/program.ts';
import type { Ended, Place, StartOptions } from './place.ts';

/** Runs the command in this process, as its current directory and variables are: for the many small questions. */
export async function inProcess(args: readonly string[]): Promise<Ended> {
  const said = { out: '', err: '' };
  const hear = (name: 'out' | 'err') => (text: unknown) => {
    said[name] += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(hear('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(hear('err')),
  ];
  try {
    return { status: await main(args), ...said };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

/** The same in the project of a place. */
export async function askIn(
  { project, variables }: Place,
  args: readonly string[],
  { cwd = '.', env = {} }: Omit<StartOptions, 'input'> = {},
): Promise<Ended> {
  const here = process.cwd();
  for (const [name, value] of Object.entries({ ...variables, ...env })) vi.stubEnv(name, value);
  process.chdir(join(project, cwd));
  try {
    return await inProcess(args);
  } finally {
    process.chdir(here);
    vi.unstubAllEnvs();
  }
}
