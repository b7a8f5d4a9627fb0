import { join } from 'node:path';
import { createProcessExecutor } from './process-executor.ts';

/** Starts the steps of a plan one after another, as often as it is run, until it is killed or all have ended. */
const [place = '', count = ''] = process.argv.slice(2);
const executor = createProcessExecutor({ directory: join(place, 'data'), idleMs: 300, compileCache: false });
for (let index = 0; index < Number(count); index++) {
  const name = `step-${index}-1`;
  await executor.start({
    name,
    project: 'crash',
    run: 'crash-1',
    start: { command: ['sh', '-c', 'echo "$NAME" >> ledger; echo "log of $NAME"'] },
    env: { NAME: name },
    secretFiles: {},
    secretEnv: {},
    mask: [],
    files: {},
    workspace: place,
    workdir: undefined,
    caches: [],
    claims: join(place, 'claims'),
    graceMs: 1_000,
  });
  process.stdout.write(`${name}\n`);
  const { status, cause } = await executor.wait(name);
  if (status !== 0) process.stdout.write(`${name} ended with ${status} ${cause}\n`);
}
await executor.close();
