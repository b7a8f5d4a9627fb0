import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';

/** Deeper ones belong to fixtures and to what was fetched, not to the project. */
export const deepestKeyFile = 4;

/** A lock file is far smaller. */
export const longestKeyFile = 64 * 2 ** 20;

/** Directories of a workspace in which other tools have put what is in them. */
export const foreignDirectories = ['node_modules', '.git', 'target', 'build', 'dist', 'vendor'] as const;

/** SHA-256 of files, by path. */
export type FileDigests = ReadonlyMap<string, string>;

/**
 * A digest of the files that the patterns name, with their paths, so that a cache can be kept apart for each state of
 * a lock file; nothing where there are none.
 */
export async function keyOfFiles(
  directory: string,
  patterns: readonly string[],
): Promise<string | undefined> {
  return keyOfDigests(await digestsOf(directory, patterns));
}

export function keyOfDigests(digests: FileDigests): string | undefined {
  const sum = createHash('sha256');
  for (const path of [...digests.keys()].sort()) sum.update(`${digests.get(path)} ${path}\0`);
  // Short, since it stands in lists; chance alone makes no two of a project equal.
  return digests.size === 0 ? undefined : sum.digest('hex').slice(0, 20);
}

/** Digests of the files that patterns name. The workspace is not trusted: only plain files in it are read. */
export async function digestsOf(directory: string, patterns: readonly string[]): Promise<FileDigests> {
  const digests = new Map<string, string>();
  if (patterns.length === 0) return digests;
  const found = await glob([...patterns], {
    cwd: directory,
    deep: deepestKeyFile,
    dot: true,
    expandDirectories: false,
    followSymbolicLinks: false,
    ignore: foreignDirectories.map((name) => `**/${name}/**`),
  }).catch(() => []);
  for (const path of found) {
    const content = await digestOf(join(directory, path));
    if (content !== undefined) digests.set(path, content);
  }
  return digests;
}

async function digestOf(path: string): Promise<string | undefined> {
  // A pipe must not be waited for, a link not be followed out of the workspace.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => undefined);
  try {
    const stat = await file?.stat();
    if (file === undefined || !stat?.isFile() || stat.size > longestKeyFile) return undefined;
    const sum = createHash('sha256');
    for await (const bytes of file.createReadStream({ autoClose: false })) sum.update(bytes);
    return sum.digest('hex');
  } finally {
    await file?.close();
  }
}
