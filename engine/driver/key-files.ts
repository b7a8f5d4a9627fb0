import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';

/** Deeper ones belong to fixtures and to what was fetched, not to the project. */
const deepest = 4;

/** A lock file is far smaller. */
const longest = 64 * 2 ** 20;

/** What other tools have put into the workspace. */
const foreign = [
  '**/node_modules/**',
  '**/.git/**',
  '**/target/**',
  '**/build/**',
  '**/dist/**',
  '**/vendor/**',
];

/**
 * A digest of the files that the patterns name, with their paths, so that a cache can be kept apart for each state of
 * a lock file; nothing where there are none. The workspace is not trusted: only plain files in it are read.
 */
export async function keyOfFiles(
  directory: string,
  patterns: readonly string[],
): Promise<string | undefined> {
  if (patterns.length === 0) return undefined;
  const found = await glob([...patterns], {
    cwd: directory,
    deep: deepest,
    dot: true,
    expandDirectories: false,
    followSymbolicLinks: false,
    ignore: foreign,
  }).catch(() => []);
  const sum = createHash('sha256');
  let count = 0;
  for (const path of found.sort()) {
    const content = await digestOf(join(directory, path));
    if (content === undefined) continue;
    count += 1;
    sum.update(`${content} ${path}\0`);
  }
  // Short, since it stands in lists; chance alone makes no two of a project equal.
  return count === 0 ? undefined : sum.digest('hex').slice(0, 20);
}

async function digestOf(path: string): Promise<string | undefined> {
  // A pipe must not be waited for, a link not be followed out of the workspace.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => undefined);
  try {
    const stat = await file?.stat();
    if (file === undefined || !stat?.isFile() || stat.size > longest) return undefined;
    const sum = createHash('sha256');
    for await (const bytes of file.createReadStream({ autoClose: false })) sum.update(bytes);
    return sum.digest('hex');
  } finally {
    await file?.close();
  }
}
