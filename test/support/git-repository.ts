import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real repository in a temporary directory, made with nothing of the machine's own Git settings. */
export interface TestRepository extends Disposable {
  readonly directory: string;
  /** Runs git in it and gives what it prints, without the last line end. */
  git(...args: readonly string[]): string;
  /** The same with bytes on its standard input. */
  feed(input: string | Uint8Array, ...args: readonly string[]): string;
  /** Writes files, commits them and gives the commit's id. */
  commit(message: string, files?: Readonly<Record<string, string>>): string;
}

export interface TestRepositoryOptions {
  /** Where; default: a fresh temporary directory. */
  readonly directory?: string;
  readonly format?: 'sha1' | 'sha256';
}

export function makeRepository(options: TestRepositoryOptions = {}): TestRepository {
  const directory = options.directory ?? mkdtempSync(join(realpathSync(tmpdir()), 'stepyard-git-'));
  mkdirSync(directory, { recursive: true });
  let commits = 0;
  function feed(input: string | Uint8Array, ...args: readonly string[]): string {
    return runGit(directory, args, input, commits);
  }
  const repository: TestRepository = {
    directory,
    git: (...args) => feed('', ...args),
    feed,
    commit(message, files = {}) {
      commits += 1;
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, name)), { recursive: true });
        writeFileSync(join(directory, name), text);
      }
      feed('', 'add', '--all');
      feed(message, 'commit', '--quiet', '--allow-empty', '--cleanup=verbatim', '--file=-');
      return feed('', 'rev-parse', 'HEAD');
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
  feed('', 'init', '--quiet', '--initial-branch=main', `--object-format=${options.format ?? 'sha1'}`);
  return repository;
}

/** Each commit is a minute after the one before, from a fixed time, so that ids are the same in every run. */
function runGit(cwd: string, args: readonly string[], input: string | Uint8Array, minutes: number): string {
  const date = `${1_700_000_000 + minutes * 60} +0000`;
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
      GIT_ALLOW_PROTOCOL: 'file',
    },
  }).replace(/\n$/, '');
}
