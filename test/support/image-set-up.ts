import { spawnSync } from 'node:child_process';
import { root } from '../../scripts/source-files.ts';

/** Before the tier `image`: every image is there and current, which takes seconds where little has changed. Sizes have a test of their own. */
export function setup(): void {
  const build = spawnSync(process.execPath, ['scripts/image.ts', '--unpinned'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  if (build.status !== 0) throw new Error(`npm run image failed: ${build.stderr.trim()}`);
}
