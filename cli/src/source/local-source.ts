import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attemptGit, type GitEnded, gitFailed, gitIfAny } from '../git.ts';

/** The code that the author stands in: a repository, or a folder that is none. */
export interface LocalSource {
  readonly name: string;
  /** Top of the work tree, or the folder. */
  readonly directory: string;
  /** Where it can be cloned from. */
  readonly url: string;
  /** Full ref of the current branch; absent on a detached head. */
  readonly ref: string | undefined;
  /** Absent where nothing is committed yet. */
  readonly commit: string | undefined;
  /** A git repository is here. */
  readonly versioned: boolean;
  /** URLs by which pipelines may name this repository. */
  readonly remotes: readonly string[];
}

/** Looks at the repository around a directory, or at the directory itself where there is none. */
export async function localSource(directory: string): Promise<LocalSource> {
  const args = ['rev-parse', '--show-toplevel'];
  const ended = await attemptGit(args, { cwd: directory });
  if (ended.status !== 0) {
    if (isNoRepository(ended)) return folder(directory);
    throw gitFailed(args, { cwd: directory }, ended);
  }
  const top = ended.stdout;
  const [remotes = '', ref, commit] = await Promise.all([
    gitIfAny(['config', '--get-regexp', '^remote\\..*\\.url$'], { cwd: top }),
    gitIfAny(['symbolic-ref', '--quiet', 'HEAD'], { cwd: top }),
    gitIfAny(['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: top }),
  ]);
  const url = pathToFileURL(top).href;
  return {
    name: basename(top),
    directory: top,
    url,
    ref,
    commit,
    versioned: true,
    remotes: [...remotes.split('\n').flatMap((line) => line.split(' ').slice(1)), top, url],
  };
}

function folder(directory: string): LocalSource {
  const url = pathToFileURL(directory).href;
  return {
    name: basename(directory) || 'root',
    directory,
    url,
    ref: 'refs/heads/main',
    commit: undefined,
    versioned: false,
    remotes: [directory, url],
  };
}

/** Anything else that git refuses, such as a repository of somebody else, is worth being told. */
function isNoRepository({ stderr }: GitEnded): boolean {
  return stderr.includes('not a git repository');
}
