import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { root } from '../../scripts/source-files.ts';

/** A copy of an example as a project with a repository of its own; gives its directory. */
export function exampleProject(name: string): string {
  const directory = join(scratchDirectory(), name);
  cpSync(join(root, 'examples', name), directory, { recursive: true });
  const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args]);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'As it is');
  return directory;
}
