import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundleCli } from './bundle-cli.ts';
import { bundleStep } from './bundle-step.ts';
import { root } from './source-files.ts';

// Without a name: all templates through turbo, which knows what is current. With a name: that one, now.
const [name] = process.argv.slice(2);
if (name === undefined) {
  const now = new Date();
  const turbo = spawnSync('turbo', ['run', 'bundle', '--output-logs=errors-only', '--no-update-notifier'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  if (turbo.status === 0) markCurrent(now);
  else process.stderr.write(`${turbo.stdout}${turbo.stderr}`);
  process.exitCode = turbo.status ?? 1;
} else if (name === 'cli') await bundleCli();
else await bundle(join(root, 'templates', basename(name)));

/** Makes `dist/main.js`: what an image starts, and what the process executor prefers over the sources. */
async function bundle(folder: string): Promise<void> {
  if (!existsSync(join(folder, 'main.ts'))) {
    const known = readdirSync(join(root, 'templates')).join(', ');
    throw new Error(`templates/${basename(folder)} has no main.ts. Name one of: ${known}.`);
  }
  await bundleStep(folder);
}

/** What turbo found unchanged keeps its old time, also where a checkout or an install gave its sources a new one. */
function markCurrent(time: Date): void {
  const templates = readdirSync(join(root, 'templates')).map((name) => join('templates', name));
  for (const folder of ['cli', ...templates]) {
    const file = join(root, folder, 'dist', 'main.js');
    if (existsSync(file)) utimesSync(file, time, time);
  }
}
