import { spawnSync } from 'node:child_process';
import { root } from './source-files.ts';

// `npm run test:TIER`: the tests of one tier. Further arguments go to vitest.
const [tier = '', ...more] = process.argv.slice(2);
const run = spawnSync('vitest', ['run', '--project', tier, ...more], { cwd: root, stdio: 'inherit' });
process.exitCode = run.status ?? 1;
