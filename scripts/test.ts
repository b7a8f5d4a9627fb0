import { spawnSync } from 'node:child_process';
import { root } from './source-files.ts';

// `npm test`: everything that needs only git and Node. Further arguments go to vitest.
const steps: [string, string[]][] = [
  ['node', ['scripts/check.ts']],
  ['vitest', ['run', '--project', 'unit', '--maxWorkers=4', ...process.argv.slice(2)]],
];
for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
