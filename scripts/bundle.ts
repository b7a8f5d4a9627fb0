import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundleStep } from './bundle-step.ts';
import { root } from './source-files.ts';

// Without a name: all templates through turbo, which knows what is current. With a name: that one, now.
const [name] = process.argv.slice(2);
if (name === undefined) {
  const turbo = spawnSync('turbo', ['run', 'bundle', '--output-logs=errors-only', '--no-update-notifier'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  if (turbo.status !== 0) process.stderr.write(`${turbo.stdout}${turbo.stderr}`);
  process.exitCode = turbo.status ?? 1;
} else await bundle(join(root, 'templates', basename(name)));

/** Makes `dist/main.js`: what an image starts, and what the process executor prefers over the sources. */
async function bundle(folder: string): Promise<void> {
  if (!existsSync(join(folder, 'main.ts'))) {
    const known = readdirSync(join(root, 'templates')).join(', ');
    throw new Error(`templates/${basename(folder)} has no main.ts. Name one of: ${known}.`);
  }
  await bundleStep(folder);
}
