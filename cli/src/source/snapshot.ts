import { copyFile, mkdir, realpath, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandError } from '../failure.ts';
import { git } from '../git.ts';
import type { LocalSource } from './local-source.ts';

/** A repository that holds the author's code as it is now, ready to be cloned. */
export interface Snapshot {
  readonly url: string;
  /** Full ref of the branch; the commit where none is checked out. */
  readonly ref: string;
  readonly commit: string;
  /** It holds what is not committed. */
  readonly dirty: boolean;
}

/**
 * Makes a repository whose current branch holds the code with what is not committed, ignored files left out.
 * It borrows the objects of the author's own repository, where nothing is written. `without` is a directory that is
 * left out wherever it is: that of runs, which would hold a copy of itself.
 */
export async function takeSnapshot(
  source: LocalSource,
  into: string,
  { committed, without }: { readonly committed: boolean; readonly without: string },
): Promise<Snapshot> {
  assertSensible(source, committed);
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true, mode: 0o700 });
  await git(['init', '--quiet', '--bare', '--template=', '.'], { cwd: into });
  if (source.versioned) await borrow(source.directory, into);
  const commit = committed
    ? source.commit
    : await commitAll(source, into, await pathBelow(source.directory, without));
  if (commit === undefined) throw nothingCommitted(source);
  await writeRefs(source, into, source.ref ?? 'refs/heads/detached', commit);
  return {
    url: pathToFileURL(into).href,
    ref: source.ref ?? commit,
    commit,
    dirty: commit !== source.commit,
  };
}

function assertSensible(source: LocalSource, committed: boolean): void {
  const { versioned, directory } = source;
  if (committed && source.commit === undefined) throw nothingCommitted(source);
  if (!versioned && [homedir(), '/'].includes(directory)) {
    throw commandError(
      `A copy of the project must be taken, but ${directory} is no project.`,
      'Go to the folder of the project.',
    );
  }
}

function nothingCommitted({ directory }: LocalSource) {
  return commandError(
    `\`--committed\` must find a commit, but ${directory} has none.`,
    'Leave it out: then what is in the folder is taken.',
  );
}

async function borrow(top: string, into: string): Promise<void> {
  const objects = await pathOf(top, 'objects');
  await mkdir(join(into, 'objects', 'info'), { recursive: true });
  await writeFile(join(into, 'objects', 'info', 'alternates'), `${objects}\n`);
  await copyFile(await pathOf(top, 'shallow'), join(into, 'shallow')).catch(() => undefined);
}

const author = {
  GIT_AUTHOR_NAME: 'Stepyard',
  GIT_AUTHOR_EMAIL: 'stepyard@localhost',
  GIT_COMMITTER_NAME: 'Stepyard',
  GIT_COMMITTER_EMAIL: 'stepyard@localhost',
};

async function commitAll(source: LocalSource, into: string, without: string | undefined): Promise<string> {
  const { directory: top, commit: head, versioned } = source;
  const index = join(into, 'index');
  if (versioned) await copyIndex(await pathOf(top, 'index'), index);
  const place = versioned
    ? {
        GIT_OBJECT_DIRECTORY: join(into, 'objects'),
        GIT_ALTERNATE_OBJECT_DIRECTORIES: await pathOf(top, 'objects'),
      }
    : { GIT_DIR: into, GIT_WORK_TREE: top };
  const at = { cwd: top, env: { ...author, ...place, GIT_INDEX_FILE: index } };
  const paths = without === undefined ? [] : ['--', ':(top)', `:(top,exclude,literal)${without}`];
  await git(['-c', 'advice.addEmbeddedRepo=false', 'add', '--all', ...paths], at);
  const tree = await git(['write-tree'], at);
  await rm(index, { force: true });
  if (head === undefined) return git(['commit-tree', tree, '-m', 'Work tree, nothing committed'], at);
  if (tree === (await git(['rev-parse', `${head}^{tree}`], at))) return head;
  return git(['commit-tree', tree, '-p', head, '-m', 'Work tree with uncommitted changes'], at);
}

/** The path of a directory below another one; nothing where it is elsewhere. */
async function pathBelow(top: string, directory: string): Promise<string | undefined> {
  const path = await realpath(directory).catch(() => directory);
  const below = relative(await realpath(top), path);
  return below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)
    ? undefined
    : below;
}

/**
 * The author's index knows which files are unchanged, so that only the others are read. Its own time must stay: what
 * was changed within the tick in which it was written is told by that (git's racy-git.txt).
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const info = await stat(from).catch(() => undefined);
  if (info === undefined) return;
  await copyFile(from, to);
  const time = Math.floor(info.mtimeMs) / 1000;
  await utimes(to, time, time);
}

async function writeRefs({ directory, versioned }: LocalSource, into: string, ref: string, commit: string) {
  const listed = versioned
    ? await git(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags'], {
        cwd: directory,
      })
    : '';
  const others = listed.split('\n').filter((line) => line !== '' && !line.endsWith(` ${ref}`));
  await writeFile(join(into, 'packed-refs'), others.map((line) => `${line}\n`).join(''));
  await git(['update-ref', ref, commit], { cwd: into });
  await git(['symbolic-ref', 'HEAD', ref], { cwd: into });
}

function pathOf(top: string, name: string): Promise<string> {
  return git(['rev-parse', '--path-format=absolute', '--git-path', name], { cwd: top });
}
