import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withMounts } from '../../executors/process/mounts.ts';
import { removeTree } from '../../executors/remove-tree.ts';
import { opaqueDirectories } from './opaque.ts';

/** What a layer must be able to say: a directory is another one than beneath. */
const trial = 'rm -r "$1/d" && mkdir "$1/d" && : > "$1/d/y"';

/** Separates the options of an engine's volume, whose names are whole paths. */
const plainPath = /^[\w./+@-]+$/;

/** Tries once whether this user can make overlays below a directory: kernel, file system and tools have a say. */
export function createProbe(directory: string): (executor: string) => Promise<boolean> {
  let tried: Promise<boolean> | undefined;
  return async (executor) => {
    // An engine writes layers as root and as the users of images, which only root can read and remove.
    if (executor === 'docker' && (process.getuid?.() !== 0 || !plainPath.test(directory))) return false;
    tried ??= tryMount(directory);
    return tried;
  };
}

async function tryMount(directory: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const place = join(directory, `.probe-${randomBytes(6).toString('hex')}`);
  const at = join(place, 'at');
  try {
    for (const name of ['lower/d/x', 'upper', 'work', 'at'])
      mkdirSync(join(place, name), { recursive: true, mode: 0o700 });
    const overlay = { directory: place, lower: ['lower'], upper: 'upper', work: 'work', hide: [] };
    const [program = '', ...args] = withMounts(
      ['/bin/sh', '-c', trial, 'sh', at],
      [{ name: 'x', path: at, overlay }],
    );
    await promisify(execFile)(program, args, { timeout: 10_000 });
    const marked = await opaqueDirectories(join(place, 'upper'));
    return marked.includes('d') && existsSync(join(place, 'upper/d/y'));
  } catch {
    return false;
  } finally {
    await removeTree(place).catch(() => {});
  }
}
