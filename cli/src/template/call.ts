import { spawn } from 'node:child_process';
import { commandError } from '../failure.ts';

export interface CallOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it prints on stdout goes to stderr: stdout is for the result. */
  readonly quiet?: boolean;
}

/** Runs a tool at this terminal; gives its exit status. */
export function call(
  [tool = '', ...args]: readonly string[],
  { cwd, env, quiet }: CallOptions,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const stdio: ['inherit', 'inherit' | number, 'inherit'] = ['inherit', quiet ? 2 : 'inherit', 'inherit'];
    const child = spawn(tool, args, { cwd, env: { ...process.env, ...env }, stdio });
    child.on('error', () =>
      reject(commandError(`\`${tool}\` is not on the PATH.`, `Install it, or run its work elsewhere.`, 1)),
    );
    child.on('exit', (status) => resolve(status ?? 143));
  });
}
