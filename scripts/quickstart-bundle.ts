import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './source-files.ts';

// Writes examples/quickstart/repository.bundle: the example as a small repository, for checkouts without history.
// With --check it only says whether the bundle holds the example as it is now.
const example = join('examples', 'quickstart');
const file = join(root, example, 'repository.bundle');
const parts = ['app/package.json', 'app/package-lock.json', 'app/src', 'app/test', 'pipeline.yaml'];

const folder = mkdtempSync(join(tmpdir(), 'quickstart-bundle-'));
try {
  git('init', '--quiet', '--initial-branch=main', '--template=');
  commit('Report task durations', parts.slice(0, 3));
  commit('Test the report', parts.slice(3, 4));
  commit('Add the pipeline', parts.slice(4));
  if (process.argv.includes('--check')) {
    const held = execFileSync('git', ['bundle', 'list-heads', file], { encoding: 'utf8' }).split(' ')[0];
    if (held !== git('rev-parse', 'HEAD')) {
      console.error(`${example}/repository.bundle is not current: run \`node scripts/quickstart-bundle.ts\``);
      process.exitCode = 1;
    }
  } else {
    git('-c', 'pack.threads=1', 'bundle', 'create', '--quiet', join(folder, 'out.bundle'), 'HEAD', 'main');
    writeFileSync(file, readFileSync(join(folder, 'out.bundle')));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function commit(message: string, paths: readonly string[]): void {
  for (const path of paths) {
    cpSync(join(root, example, path), join(folder, example, path), { recursive: true });
  }
  git('add', '--all');
  git('commit', '--quiet', '-m', message);
}

/** With fixed names and dates, so that equal files give equal commits. */
function git(...args: string[]): string {
  const person = { NAME: 'Stepyard', EMAIL: 'stepyard@example.com', DATE: '2026-01-01T00:00:00Z' };
  const env = Object.fromEntries(
    Object.entries(person).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]),
  );
  const config = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, ...config },
  }).trim();
}
