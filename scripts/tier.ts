import { spawnSync } from 'node:child_process';
import { root } from './source-files.ts';

// `npm run test:TIER`: the tests of one tier. Further arguments go to vitest.
const [tier = '', ...more] = process.argv.slice(2);
// Tests of services wait for other programs more than they compute.
const workers = tier === 'services' ? ['--maxWorkers=2'] : [];
const args = ['run', '--project', tier, ...workers, ...more];
const run = spawnSync('vitest', args, { cwd: root, stdio: 'inherit' });
process.exitCode = run.status ?? 1;
