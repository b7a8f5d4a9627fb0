import { execFileSync } from 'node:child_process';

/** Runs a script as a user without rights, who is given a directory; gives what it prints. */
export function asNobody(directory: string, script: string): string {
  const args = [process.execPath, script, directory];
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('chown', ['65534:65534', '--', directory]);
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--', ...args];
  const [program = '', ...rest] = isRoot ? nobody : args;
  return execFileSync(program, rest, { encoding: 'utf8', env: { PATH: process.env.PATH } });
}
