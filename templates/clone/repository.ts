import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecResult } from '@stepyard/runtime';
import type { Git, GitOptions } from './git.ts';

/** One repository on this machine. */
export interface Repository {
  readonly gitDir: string;
  git(args: readonly string[], options?: Omit<GitOptions, 'gitDir'>): Promise<ExecResult>;
}

export function repositoryAt(git: Git, gitDir: string): Repository {
  return { gitDir, git: (args, options) => git(args, { ...options, gitDir }) };
}

/** Makes refs by writing them at once into a repository that has none yet. Names are checked before. */
export async function writeRefs(gitDir: string, refs: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(refs).map(([name, id]) => `${id} ${name}\n`);
  await writeFile(join(gitDir, 'packed-refs'), lines.join(''));
}

/** The branches and tags of a repository, by full name. */
export async function readRefs(
  { git }: Repository,
  patterns: readonly string[],
): Promise<Record<string, string>> {
  const { stdout } = await git(['for-each-ref', '--format=%(objectname) %(refname)', '--', ...patterns], {
    keep: 256 * 1024 * 1024,
  });
  const pairs = stdout.split('\n').flatMap((line) => {
    const space = line.indexOf(' ');
    return space < 0 ? [] : [[line.slice(space + 1), line.slice(0, space)]];
  });
  return Object.fromEntries(pairs);
}

export type ObjectFormat = 'sha1' | 'sha256';

export function formatOf(commit: string): ObjectFormat {
  return commit.length === 64 ? 'sha256' : 'sha1';
}
