import { spawn } from 'node:child_process';

/** Runs a step in this directory and at this terminal; gives its exit status. */
export function runInPlace(executable: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { stdio: 'inherit' });
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    // A terminal sends its interrupt to the step as well; without a listener this process would go first.
    process
      .on('SIGINT', () => undefined)
      .on('SIGTERM', passOn)
      .on('SIGHUP', passOn);
    child.on('error', reject);
    child.on('exit', (status, signal) => resolve(signal ? 143 : (status ?? 1)));
  });
}
