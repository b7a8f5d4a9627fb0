import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A text, or an entry of another mode: `120000` for a link, `160000` for a submodule's commit. */
export type TestFile = string | { readonly mode: string; readonly data: string };

/** A real bare repository in a temporary directory, made with nothing of the machine's own Git settings. */
export interface TestRepository extends Disposable {
  /** The repository itself, `<root>/app.git`. */
  readonly directory: string;
  /** What a server would serve. */
  readonly root: string;
  /** `file:` address. */
  readonly url: string;
  /** Runs git in it and gives what it prints, without the last line end. */
  git(...args: readonly string[]): string;
  /** The same with bytes on its standard input. */
  feed(input: string | Uint8Array, ...args: readonly string[]): string;
  /** Adds a commit to a branch and gives its id; files of the commit before stay. */
  commit(message: string, files?: Readonly<Record<string, TestFile>>, on?: CommitPlace): string;
  /** Adds many commits to `main`, all by one process, and gives their ids; `describe` says what each one is. */
  commits(count: number, describe: (n: number) => { message: string; file: string }): string[];
}

export interface CommitPlace {
  /** Default `main`. */
  readonly branch?: string;
  /** Default: what the branch points at. */
  readonly parents?: readonly string[];
}

export function makeRepository(options: { readonly format?: 'sha1' | 'sha256' } = {}): TestRepository {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'stepyard-git-'));
  const directory = join(root, 'app.git');
  const tips = new Map<string, string>();
  let minutes = 0;
  const feed = (input: string | Uint8Array, ...args: readonly string[]) =>
    runGit(directory, args, input, timeAfter(minutes));
  const load = (text: string) => feed(text, 'fast-import', '--quiet', '--force');
  const format = `--object-format=${options.format ?? 'sha1'}`;
  runGit(root, ['init', '--quiet', '--bare', '--initial-branch=main', format, directory], '', timeAfter(0));
  return {
    root,
    directory,
    url: `file://${directory}`,
    feed,
    git: (...args) => feed('', ...args),
    commit(message, files = {}, { branch = 'main', parents } = {}) {
      minutes += 1;
      const above = parents ?? [tips.get(branch)].flatMap((tip) => tip ?? []);
      const id = load(stream(message, files, branch, above, timeAfter(minutes)));
      tips.set(branch, id);
      return id;
    },
    commits(count, describe) {
      const texts = Array.from({ length: count }, (_, n) => {
        minutes += 1;
        const { message, file } = describe(n);
        const tip = n === 0 ? tips.get('main') : undefined;
        return stream(message, { file }, 'main', tip === undefined ? [] : [tip], timeAfter(minutes));
      });
      const ids = load(texts.join('')).split('\n');
      tips.set('main', ids.at(-1) ?? '');
      return ids;
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Each commit is a minute after the one before, from a fixed time, so that ids are the same in every run. */
function timeAfter(minutes: number): string {
  return `${1_700_000_000 + minutes * 60} +0000`;
}

/** What `git fast-import` reads: https://git-scm.com/docs/git-fast-import#_input_format */
function stream(
  message: string,
  files: Readonly<Record<string, TestFile>>,
  branch: string,
  [first, ...others]: readonly string[],
  time: string,
): string {
  return [
    `commit refs/heads/${branch}`,
    'mark :1',
    `author Ann Author <ann@git.example> ${time}`,
    `committer Carl Committer <carl@git.example> ${time}`,
    data(message),
    ...(first === undefined ? [] : [`from ${first}`]),
    ...others.map((parent) => `merge ${parent}`),
    ...Object.entries(files).map(([path, file]) => entry(path, file)),
    '',
    'get-mark :1',
    '',
  ].join('\n');
}

function entry(path: string, file: TestFile): string {
  const name = JSON.stringify(path);
  if (typeof file === 'string') return `M 100644 inline ${name}\n${data(file)}`;
  if (file.mode === '160000') return `M 160000 ${file.data} ${name}`;
  return `M ${file.mode} inline ${name}\n${data(file.data)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function runGit(cwd: string, args: readonly string[], input: string | Uint8Array, date: string): string {
  return execFileSync('git', args, {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Ann Author',
      GIT_AUTHOR_EMAIL: 'ann@git.example',
      GIT_COMMITTER_NAME: 'Carl Committer',
      GIT_COMMITTER_EMAIL: 'carl@git.example',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    },
  }).replace(/\n$/, '');
}
