import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './source-files.ts';

// `npm start`: runs the quickstart on this repository itself, or on the copy in the example where there is no history.
const stepyard = join(root, 'cli', 'bin', 'stepyard.mjs');
const folder = hasHistory() ? root : fromBundle();
const bundled = spawnSync(process.execPath, [join(root, 'scripts', 'bundle.ts')], {
  cwd: root,
  stdio: 'inherit',
});
const run = spawnSync(
  process.execPath,
  [stepyard, 'run', join('examples', 'quickstart', 'pipeline.yaml'), '--project', 'quickstart'],
  { cwd: folder, stdio: 'inherit' },
);
if (folder !== root) rmSync(folder, { recursive: true, force: true });
if (bundled.status === 0 && run.status === 0) {
  console.log(`
What to try next:
  npx stepyard runs list --project quickstart        what ran
  npx stepyard catalog list                          the steps there are
  npx stepyard init ../my-project                    a first pipeline for a project of yours
  npx stepyard run examples/quickstart/pipeline.yaml once more, with warm caches`);
}
process.exitCode = run.status ?? 1;

function hasHistory(): boolean {
  if (!existsSync(join(root, '.git'))) return false;
  const answer = spawnSync('git', ['rev-parse', '--is-shallow-repository'], { cwd: root, encoding: 'utf8' });
  return answer.stdout.trim() === 'false';
}

function fromBundle(): string {
  const copy = mkdtempSync(join(tmpdir(), 'stepyard-quickstart-'));
  const bundle = join(root, 'examples', 'quickstart', 'repository.bundle');
  execFileSync('git', ['clone', '--quiet', bundle, copy], { stdio: 'inherit' });
  return copy;
}
