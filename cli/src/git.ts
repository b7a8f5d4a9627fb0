import { execFile } from 'node:child_process';
import { CommandError } from './failure.ts';

export interface GitOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs git on the author's own repository; gives stdout without the last line end. */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  const { status, stdout, stderr } = await attempt(args, options);
  if (status === 0) return stdout.replace(/\n$/, '');
  throw new CommandError(
    `\`git ${args[0]}\` ended with status ${status}: ${lastLine(stderr)}`,
    `It was run in ${options.cwd}.`,
    1,
  );
}

/** The same, but `undefined` where git refuses. */
export async function gitIfAny(args: readonly string[], options: GitOptions): Promise<string | undefined> {
  const { status, stdout } = await attempt(args, options);
  return status === 0 ? stdout.replace(/\n$/, '') : undefined;
}

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

function attempt(args: readonly string[], { cwd, env, input }: GitOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, LC_ALL: 'C', ...env }, maxBuffer: 256 * 1024 * 1024 };
    const child = execFile('git', [...args], options, (error, stdout, stderr) => {
      if (error && 'code' in error && error.code === 'ENOENT') {
        reject(new CommandError('`git` is not on the PATH.', 'Install git 2.20 or newer.', 1));
      } else
        resolve({ status: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr });
    });
    if (input !== undefined) child.stdin?.end(input);
  });
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
