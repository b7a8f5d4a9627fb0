import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface SvnServer extends AsyncDisposable {
  /** Of the repository, without a slash at the end. */
  readonly url: string;
  /** Commits the files, and properties by path, below the root; gives the revision. */
  commit(
    message: string,
    files: Readonly<Record<string, string>>,
    externals?: Readonly<Record<string, string>>,
  ): string;
}

const user = 'ci';

/** Subversion's own server on loopback, with a repository below `directory` that one user with a password may read. */
export async function startSvnserve(directory: string, password: string): Promise<SvnServer> {
  const repository = join(directory, 'srv/repo');
  mkdirSync(dirname(repository), { recursive: true });
  svn('svnadmin', ['create', repository]);
  writeFileSync(
    join(repository, 'conf/svnserve.conf'),
    '[general]\nanon-access = none\nauth-access = read\npassword-db = passwd\n',
  );
  writeFileSync(join(repository, 'conf/passwd'), `[users]\n${user} = ${password}\n`);
  const port = await freePort();
  const args = [
    '--daemon',
    '--foreground',
    '--listen-host=127.0.0.1',
    `--listen-port=${port}`,
    `--root=${dirname(repository)}`,
  ];
  const server = spawn('svnserve', args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await listening(port);
  const work = join(directory, 'work');
  svn('svn', ['checkout', '--quiet', `file://${repository}`, work]);
  return {
    url: `svn://127.0.0.1:${port}/repo`,
    commit(message, files, externals = {}) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(work, name)), { recursive: true });
        writeFileSync(join(work, name), text);
      }
      svn('svn', ['add', '--quiet', '--force', work]);
      for (const [path, value] of Object.entries(externals)) {
        svn('svn', ['propset', '--quiet', 'svn:externals', value, join(work, path)]);
      }
      const said = svn('svn', ['commit', '--non-interactive', `--message=${message}`, work]);
      return /Committed revision (\d+)/.exec(said)?.[1] ?? '';
    },
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
    },
  };
}

function svn(tool: string, args: readonly string[]): string {
  try {
    return execFileSync(tool, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new Error('Subversion is missing: install it, on Debian with `apt-get install subversion`.');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.unref();
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await delay(50);
  }
  throw new Error('svnserve does not answer.');
}
