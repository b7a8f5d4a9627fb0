import { lstatSync, rmSync, writeFileSync } from 'node:fs';

/**
 * What time the file system of a directory has now. Its clock may be another one (a server's), and coarser;
 * a file that is changed after this has this time at the least.
 */
export function fileClock(directory: string): number {
  const probe = `${directory}.clock`;
  writeFileSync(probe, '', { mode: 0o600 });
  const { ctimeMs } = lstatSync(probe);
  rmSync(probe);
  return ctimeMs;
}
