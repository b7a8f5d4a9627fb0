import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A fresh directory (its real path), removed when the test process ends. */
export function scratchDirectory(): string {
  if (made.length === 0) {
    process.once('exit', removeAll);
    process.once('SIGTERM', endBySignal);
  }
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'stepyard-test-'));
  made.push(directory);
  return directory;
}

function removeAll(): void {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
}

/** Test runners end their workers by this signal, which does not lead to the event `exit`. */
function endBySignal(): void {
  if (process.listenerCount('SIGTERM') > 0) return;
  removeAll();
  process.kill(process.pid, 'SIGTERM');
}
