import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutorUnderTest } from '../executor-suite.ts';
import { createProcessExecutor } from './process-executor.ts';
import { isAlive } from './process-identity.ts';
import { readSupervisor, type SupervisorRecord } from './records.ts';
import { supervisorsDirectory } from './supervisor-records.ts';

/** The process executor as the shared suite sees it. */
export const processUnderTest: ExecutorUnderTest = {
  // A supervisor that ends after the tests would put what it has compiled where they have just removed all.
  open: async (place) => createProcessExecutor({ directory: place, idleMs: 200, compileCache: false }),
  start: (script) => ({ command: ['sh', '-c', script] }),
  async crash(place) {
    for (const supervisor of supervisorsOf(place)) {
      process.kill(supervisor.pid, 'SIGKILL');
      while (isAlive(supervisor)) await sleep(5);
    }
  },
  secretPlaces: (place) => [place, ...supervisorsOf(place).flatMap(({ directories }) => directories)],
};

/** The supervisors that a place knows of, running or not. */
export function supervisorsOf(place: string): SupervisorRecord[] {
  const directory = supervisorsDirectory(place);
  return readdirSync(directory).flatMap((name) => readSupervisor(join(directory, name)) ?? []);
}
