import { spawn } from 'node:child_process';
import { root } from './source-files.ts';

/** Each check, run side by side; the name is what a failure is announced by. */
const checks: Record<string, [string, ...string[]]> = {
  lint: ['biome', 'check', '--error-on-warnings', '.'],
  types: ['tsc', '--noEmit'],
  gen: ['node', 'scripts/gen.ts', '--check'],
  quickstart: ['node', 'scripts/quickstart-bundle.ts', '--check'],
};

const results = await Promise.all(Object.entries(checks).map(([name, command]) => check(name, command)));
const failed = results.filter(({ status }) => status !== 0);
for (const { name, output } of failed) console.error(`${name} found something:\n${output}`);
if (failed.length > 0) process.exit(1);
console.log(`${Object.keys(checks).join(', ')}: nothing to mend`);

interface Checked {
  name: string;
  status: number | null;
  output: string;
}

function check(name: string, [command, ...args]: [string, ...string[]]): Promise<Checked> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ name, status: 1, output: String(error) }));
    child.on('close', (status) => resolve({ name, status, output }));
  });
}
