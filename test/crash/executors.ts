import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createDockerExecutor, findEngine } from '@stepyard/engine/docker';
import { readArchive } from '../../engine/docker/tar.ts';
import { withVolumes } from '../../engine/docker/volumes.ts';
import { openPlace } from '../../engine/executors/docker/place.ts';
import { workspaceVolume } from '../../engine/executors/docker/run-things.ts';
import type { Executor, Start } from '../../engine/executors/executor.ts';
import { createProcessExecutor } from '../../engine/executors/process/process-executor.ts';

/** The executors that a campaign knows. */
export type Crashed = 'process' | 'docker';

/** Runs a step that writes into a ledger, and gives the ledger when all is over. */
export interface CrashExecutor {
  readonly executor: Executor;
  readonly start: Start;
  /** Path of the ledger as steps see it. */
  readonly ledger: string;
  /** Its text, and the end of what holds it. */
  read(): Promise<string>;
}

const script = join(import.meta.dirname, 'step.sh');

/** Makes the executor of one round. */
export function crashExecutor(name: Crashed, directory: string): CrashExecutor {
  return name === 'docker' ? onDocker(directory) : onProcesses(directory);
}

function onProcesses(directory: string): CrashExecutor {
  const ledger = join(directory, 'ledger');
  return {
    executor: createProcessExecutor({
      directory: join(directory, 'executor'),
      idleMs: 300,
      compileCache: false,
    }),
    start: { command: ['/bin/sh', script] },
    ledger,
    read: async () => readFileSync(ledger, 'utf8'),
  };
}

/** The ledger is in the workspace, which stays until it was read. */
function onDocker(directory: string): CrashExecutor {
  const place = join(directory, 'executor');
  const executor = createDockerExecutor({ directory: place });
  const file = 'step.sh';
  return {
    executor,
    start: {
      image: 'debian:bookworm-slim',
      program: {
        command: ['sh', `/run/stepyard/secrets/${file}`],
        files: { [file]: readFileSync(script, 'utf8') },
      },
    },
    ledger: '/app/ledger',
    async read() {
      const docker = await findEngine().docker();
      const volume = workspaceVolume(openPlace(place), 'crash-1');
      let text = '';
      await withVolumes(docker, [volume], {}, async (files) => {
        const archive = await files.get(0);
        if (archive === undefined) return;
        await readArchive(archive, async ({ name }, content) => {
          if (name.endsWith('ledger')) text = (await buffer(content)).toString();
        });
      });
      await executor.shared?.end('crash-1', { workspace: false });
      return text;
    },
  };
}
