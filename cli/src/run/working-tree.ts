import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { git, gitIfAny } from '../git.ts';

/** The author's repository as it is now, ready to be cloned. */
export interface LocalSource {
  readonly name: string;
  readonly url: string;
  /** Full ref of the current branch; absent on a detached head. */
  readonly ref: string | undefined;
  readonly commit: string;
  /** It holds changes that are not committed. */
  readonly dirty: boolean;
  /** URLs by which pipelines may name this repository. */
  readonly remotes: readonly string[];
}

/** The repository around a directory, as it is committed; `undefined` where there is none with a commit. */
export async function localRepository(directory: string): Promise<LocalSource | undefined> {
  const top = await gitIfAny(['rev-parse', '--show-toplevel'], { cwd: directory });
  const head = top && (await gitIfAny(['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: top }));
  if (!top || !head) return undefined;
  const remotes = (await gitIfAny(['config', '--get-regexp', '^remote\\..*\\.url$'], { cwd: top })) ?? '';
  const url = pathToFileURL(top).href;
  return {
    name: basename(top),
    url,
    ref: await gitIfAny(['symbolic-ref', '--quiet', 'HEAD'], { cwd: top }),
    commit: head,
    dirty: false,
    remotes: [...remotes.split('\n').flatMap((line) => line.split(' ').slice(1)), top, url],
  };
}

/**
 * Makes a repository whose current branch holds the work tree with its uncommitted changes, ignored files left out.
 * It borrows the objects of the author's own repository, where nothing is written.
 */
export async function snapshot(source: LocalSource, into: string, committed: boolean): Promise<LocalSource> {
  const top = fileURLToPath(source.url);
  await borrow(top, into);
  const commit = committed ? source.commit : await commitWorkTree(top, into, source.commit);
  await writeRefs(top, into, source.ref ?? 'refs/heads/detached', commit);
  return { ...source, url: pathToFileURL(into).href, commit, dirty: commit !== source.commit };
}

async function borrow(top: string, into: string): Promise<void> {
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true, mode: 0o700 });
  await git(['init', '--quiet', '--bare', '--template=', '.'], { cwd: into });
  const objects = await git(['rev-parse', '--path-format=absolute', '--git-path', 'objects'], { cwd: top });
  await mkdir(join(into, 'objects', 'info'), { recursive: true });
  await writeFile(join(into, 'objects', 'info', 'alternates'), `${objects}\n`);
  const shallow = await git(['rev-parse', '--path-format=absolute', '--git-path', 'shallow'], { cwd: top });
  await copyFile(shallow, join(into, 'shallow')).catch(() => undefined);
}

async function commitWorkTree(top: string, into: string, head: string): Promise<string> {
  const index = await git(['rev-parse', '--path-format=absolute', '--git-path', 'index'], { cwd: top });
  const copy = join(into, 'index');
  await copyFile(index, copy).catch(() => undefined);
  const objects = await git(['rev-parse', '--path-format=absolute', '--git-path', 'objects'], { cwd: top });
  const env = {
    GIT_INDEX_FILE: copy,
    GIT_OBJECT_DIRECTORY: join(into, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
    GIT_AUTHOR_NAME: 'Stepyard',
    GIT_AUTHOR_EMAIL: 'stepyard@localhost',
    GIT_COMMITTER_NAME: 'Stepyard',
    GIT_COMMITTER_EMAIL: 'stepyard@localhost',
  };
  await git(['-c', 'advice.addEmbeddedRepo=false', 'add', '--all'], { cwd: top, env });
  const tree = await git(['write-tree'], { cwd: top, env });
  await rm(copy, { force: true });
  if (tree === (await git(['rev-parse', `${head}^{tree}`], { cwd: top }))) return head;
  return git(['commit-tree', tree, '-p', head, '-m', 'Work tree with uncommitted changes'], {
    cwd: top,
    env,
  });
}

async function writeRefs(top: string, into: string, ref: string, commit: string): Promise<void> {
  const listed = await git(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags'], {
    cwd: top,
  });
  const others = listed.split('\n').filter((line) => line !== '' && !line.endsWith(` ${ref}`));
  const lines = [...others, `${commit} ${ref}`].map((line) => {
    const [id, name] = line.split(' ');
    return `update ${name}\0${id}\0\0`;
  });
  await git(['update-ref', '--stdin', '-z'], { cwd: into, input: lines.join('') });
  await git(['symbolic-ref', 'HEAD', ref], { cwd: into });
}
