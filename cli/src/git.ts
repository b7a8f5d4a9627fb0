import { execFile } from 'node:child_process';
import { commandError } from './failure.ts';

export interface GitOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface GitEnded {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs git on the author's own repository; gives stdout without the last line end. */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  const ended = await attemptGit(args, options);
  if (ended.status === 0) return ended.stdout;
  throw gitFailed(args, options, ended);
}

/** The same, but `undefined` where git refuses. */
export async function gitIfAny(args: readonly string[], options: GitOptions): Promise<string | undefined> {
  const { status, stdout } = await attemptGit(args, options);
  return status === 0 ? stdout : undefined;
}

/** Runs git and says how it ended. */
export function attemptGit(args: readonly string[], { cwd, env, input }: GitOptions): Promise<GitEnded> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, LC_ALL: 'C', ...env }, maxBuffer: 256 * 1024 * 1024 };
    const child = execFile('git', [...args], options, (error, stdout, stderr) => {
      if (error && 'code' in error && error.code === 'ENOENT') {
        reject(commandError('`git` is not on the PATH.', 'Install git 2.31 or newer.', 1));
        return;
      }
      const status = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ status, stdout: stdout.replace(/\n$/, ''), stderr });
    });
    child.stdin?.on('error', () => undefined); // git may end before it has read all
    if (input !== undefined) child.stdin?.end(input);
  });
}

/** What git itself said, as the command's own failure. */
export function gitFailed(args: readonly string[], { cwd }: GitOptions, { status, stderr }: GitEnded) {
  const said = stderr.trimEnd().split('\n').at(-1) ?? '';
  return commandError(`\`git ${args[0]}\` ended with status ${status}: ${said}`, `It was run in ${cwd}.`, 1);
}
