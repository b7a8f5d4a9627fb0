import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { PackSource } from './entry.ts';
import type { ArtifactProblem, Candidate } from './find.ts';
import type { Glob } from './pattern.ts';
import { type DirectoryWalk, errorCode } from './pinned-directory.ts';

/** Opens the candidates one by one as they are asked for; `refuse` is told what may not be kept. */
export function* openCandidates(
  walk: DirectoryWalk,
  candidates: readonly Candidate[],
  refuse: (problem: ArtifactProblem) => void,
): Generator<PackSource> {
  const directories = new Map<string, string>();
  const top = walk.root === '/' ? '/' : `${walk.root}/`;
  let names: Map<string, number> | undefined;

  function resolved(directory: string): string {
    const known = directories.get(directory) ?? realpathSync.native(join(walk.root, directory));
    directories.set(directory, known);
    return known;
  }

  /** How many names a file with several has within the workspace. */
  function namesWithin({ dev, ino }: Stats): number {
    names ??= countNames(walk.root);
    return names.get(`${dev}:${ino}`) ?? 0;
  }

  /** The open file, or why it may not be kept. */
  function open(path: string, resolvedLink = false): number | string {
    if (!path.startsWith(top)) {
      return `is, or lies behind, a link to ${JSON.stringify(path)}, outside the workspace`;
    }
    const below = path.slice(top.length);
    const fd = openBelow(walk, below);
    if (fd === 'link') return resolvedLink ? 'changed meanwhile' : open(realpathSync.native(path), true);
    const stats = fstatSync(fd);
    const problem = !stats.isFile()
      ? `is ${kindOf(stats)}, not a regular file`
      : stats.nlink > 1 && namesWithin(stats) < stats.nlink
        ? 'is a hard link to a file that also has a name outside the workspace'
        : undefined;
    if (problem !== undefined) closeSync(fd);
    return problem ?? fd;
  }

  for (const { name, pattern } of candidates) {
    let opened: number | string;
    try {
      opened = open(join(resolved(dirname(name)), basename(name)));
    } catch (error) {
      opened = `cannot be opened (${errorCode(error) ?? String(error)})`;
    }
    if (typeof opened === 'number') yield { name, type: pattern.type, fd: opened };
    else refuse(refused(name, pattern, opened));
  }
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** `link` where the last part is a link. Does not wait for the other end of a FIFO. */
function openBelow(walk: DirectoryWalk, below: string): number | 'link' {
  const parts = below.split('/');
  const last = parts.pop() ?? '';
  const path = join(walk.enter(parts), last);
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ELOOP' && lstatSync(path).isSymbolicLink()) return 'link';
    throw error;
  }
}

function countNames(root: string): Map<string, number> {
  const names = new Map<string, number>();
  // Not `recursive: true`, which goes through links to directories, also out of the workspace and round in circles.
  const directories = [root];
  for (const directory of directories) {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) directories.push(path);
      if (!entry.isFile()) continue;
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats === undefined || stats.nlink < 2) continue;
      const key = `${stats.dev}:${stats.ino}`;
      names.set(key, (names.get(key) ?? 0) + 1);
    }
  }
  return names;
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a link to a directory';
  if (stats.isFIFO()) return 'a FIFO';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function refused(name: string, { path, input }: Glob, how: string): ArtifactProblem {
  return {
    level: 'error',
    message: `\`${input}\`: ${JSON.stringify(name)}, matched by ${JSON.stringify(path)}, ${how}.`,
    hint: 'Only regular files of the workspace are kept. Copy it into the workspace, or leave it out with `!`.',
  };
}
