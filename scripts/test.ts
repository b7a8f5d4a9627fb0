import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './source-files.ts';

// `npm test`: everything that needs only git and Node. Further arguments go to vitest.
const checked = run('node', join(root, 'scripts', 'check.ts'));
// Tests that start the command and its steps take a third less from bundles; without them, they start from the sources.
spawnSync('node', [join(root, 'scripts', 'bundle.ts')], { cwd: root, stdio: 'inherit' });
const tested = run('vitest', 'run', '--project', 'unit', '--maxWorkers=4', ...process.argv.slice(2));
const statuses = await Promise.all([checked, tested]);
process.exitCode = statuses.find((status) => status !== 0) ?? 0;

function run(command: string, ...args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
}
