import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { type RunStepOptions, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startGitHttp } from '../../test/support/git-http.ts';
import { makeRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

const secret = 's3cret/+%:@ \'quoted"$(touch x)`y`;ü';
const source = makeRepository();
const commit = source.commit('one', { a: 'a' });

function run(inputs: GivenValues<typeof clone.inputs>, options: Partial<RunStepOptions<typeof clone>> = {}) {
  return runStep(clone, checkOutCode, { inputs, ...options });
}

/** A directory with a program that writes down its arguments and settings before it does what `body` says. */
function program(name: string, body: string): { readonly path: string; readonly seen: string } {
  const directory = scratchDirectory();
  const seen = join(directory, 'seen');
  const script = `#!/bin/sh\nfor a in "$@"; do printf '%s\\n' "$a" >> ${seen}; done\n${body}\n`;
  writeFileSync(join(directory, name), script, { mode: 0o755 });
  return { path: `${directory}:${process.env.PATH}`, seen };
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const encodings = [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  secret.slice(0, 8),
];

function holders(directory: string): string[] {
  return filesBelow(directory).filter((file) => {
    const text = readFileSync(file);
    return encodings.some((encoded) => text.includes(encoded));
  });
}

describe('templates/clone/credential', () => {
  afterAll(() => source[Symbol.dispose]());

  it.each([
    ['token', { case: 'token', token: secret }],
    ['basic', { case: 'basic', username: 'ann@git.example', password: secret }],
  ] as const)('signs in by %s and leaves no trace of it', async (_name, auth) => {
    const username = auth.case === 'basic' ? { username: auth.username } : {};
    await using server = await startGitHttp({ root: source.root, auth: { ...username, password: secret } });
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const spy = program('git', `env >> "$(dirname "$0")/seen"\nexec ${git} "$@"`);
    const caches = { mirror: scratchDirectory() };
    const url = `${server.url}/app.git`;
    const { failure, log, workspace, outputs } = await run(
      { url, auth },
      { caches, env: { PATH: spy.path } },
    );
    expect(failure).toBeUndefined();
    expect(outputs).toMatchObject({ commit });
    expect(server.requests.some(({ authorization }) => authorization !== undefined)).toBe(true);
    expect(readFileSync(spy.seen, 'utf8')).toContain('ls-remote');
    expect([...holders(workspace), ...holders(caches.mirror), ...holders(join(spy.seen, '..'))]).toEqual([]);
    expect(log).not.toContain(secret);
  });

  it('does not send the credential to another host, wherever the server sends it on to', async () => {
    await using other = await startGitHttp({ root: source.root, auth: { password: 'never' } });
    await using server = await startGitHttp({
      root: source.root,
      auth: { password: secret },
      redirect: ({ path }) => `${other.url}${path}`,
    });
    const inputs = { url: `${server.url}/app.git`, auth: { case: 'token', token: secret } as const };
    const { failure } = await run(inputs);
    expect(failure?.code).toBe('AUTH_FAILED');
    expect(other.requests.length).toBeGreaterThan(0);
    expect(other.requests.map(({ authorization }) => authorization).filter(Boolean)).toEqual([]);
  });

  it('refuses to send a credential over plain http', async () => {
    const inputs = { url: 'http://git.example/app.git', auth: { case: 'token', token: secret } as const };
    const { failure } = await run(inputs);
    expect(failure).toEqual({
      class: 'configuration',
      code: 'INPUT_INVALID',
      message: '`url` must be https where a credential is sent, got "http://git.example/app.git".',
      hint: 'Use https; or set `allowInsecure` if everyone on the way to that host may read the credential.',
    });
    const allowed = await run({ ...inputs, url: 'http://nowhere.invalid/app.git', allowInsecure: true });
    expect(allowed.failure?.code).toBe('UNREACHABLE');
  });

  it.each([
    ['token', 'ssh://git@git.example/app.git', 'an address by https'],
    ['ssh', 'https://git.example/app.git', 'an address by ssh'],
  ])('refuses %s for %s', async (name, url, wanted) => {
    const auth =
      name === 'ssh'
        ? ({ case: 'ssh', key: 'k', knownHosts: 'h' } as const)
        : ({ case: 'token', token: 't' } as const);
    const { failure } = await run({ url, auth });
    expect(failure?.message).toBe(`\`auth\` "${name}" needs ${wanted}, got "${url}".`);
  });

  it('refuses a token of several lines without showing it', async () => {
    const inputs = {
      url: 'https://git.example/app.git',
      auth: { case: 'token', token: `${secret}\nhost=x` } as const,
    };
    const { failure, log } = await run(inputs);
    expect(failure?.message).toBe('`auth.token` must be one line of text.');
    expect(log).not.toContain(secret.slice(0, 8));
  });

  it('uses the proxy that is given and masks its password', async () => {
    await using proxy = await startGitHttp({ root: source.root });
    const address = proxy.url.replace('://', '://user:pr0xypass@');
    const { failure, log } = await run({ url: 'http://git.invalid/app.git', proxy: address });
    expect(failure).toBeUndefined();
    expect(proxy.requests[0]?.path).toContain('http://git.invalid/app.git/info/refs');
    expect(log).not.toContain('pr0xypass');
  });

  it('gives ssh one key, known hosts and nothing of the machine', async () => {
    const copy = scratchDirectory();
    const ssh = program(
      'ssh',
      `cp "$(dirname "$2")"/* ${copy}; ls -l "$(dirname "$2")"/* > ${copy}/modes
shift $(($# - 1)); exec sh -c "$1"`,
    );
    const auth = { case: 'ssh', key: 'PRIVATE\r\nKEY', knownHosts: 'git.example ssh-ed25519 AAAA' } as const;
    const { failure, workspace } = await run(
      { url: `ssh://git@git.example:2222${source.directory}`, auth },
      { env: { PATH: ssh.path, SSH_AUTH_SOCK: '/tmp/agent', GIT_SSH_COMMAND: 'touch x' } },
    );
    expect(failure).toBeUndefined();
    expect(existsSync(join(workspace, 'a'))).toBe(true);
    expect(readFileSync(join(copy, 'key'), 'utf8')).toBe('PRIVATE\nKEY\n');
    expect(readFileSync(join(copy, 'known_hosts'), 'utf8')).toBe('git.example ssh-ed25519 AAAA\n');
    const config = readFileSync(join(copy, 'ssh_config'), 'utf8');
    expect(config).toContain('StrictHostKeyChecking yes\n');
    expect(config).toContain('IdentitiesOnly yes\n');
    expect(config).toContain('BatchMode yes\n');
    expect(config).toMatch(/^IdentityFile "\/.*\/key"$/m);
    expect(readFileSync(join(copy, 'modes'), 'utf8')).toMatch(/^-rw------- .*\/key$/m);
    const [dashF, file, ...rest] = readFileSync(ssh.seen, 'utf8').split('\n');
    expect(dashF).toBe('-F');
    expect(existsSync(file ?? '')).toBe(false);
    expect(rest.slice(0, 5)).toEqual(['-o', 'SendEnv=GIT_PROTOCOL', '-p', '2222', 'git@git.example']);
    expect(holders(workspace)).toEqual([]);
  });

  it('takes the short form of an ssh address, and any server if told so', async () => {
    const copy = scratchDirectory();
    const ssh = program('ssh', `cp "$2" ${copy}/ssh_config\nshift $(($# - 1)); exec sh -c "$1"`);
    const auth = { case: 'ssh', key: 'KEY', passphrase: secret, strict: false } as const;
    const { failure, log } = await run(
      { url: `git@git.example:${source.directory}`, auth },
      { env: { PATH: ssh.path } },
    );
    expect(failure).toBeUndefined();
    expect(readFileSync(join(copy, 'ssh_config'), 'utf8')).toContain(
      'StrictHostKeyChecking accept-new\nUpdate',
    );
    expect(readFileSync(join(copy, 'ssh_config'), 'utf8')).toContain('BatchMode no\n');
    expect(readFileSync(ssh.seen, 'utf8')).not.toContain('s3cret');
    expect(log).not.toContain('s3cret');
  });

  it('wants known hosts, unless any server is to be believed', async () => {
    const auth = { case: 'ssh', key: 'KEY' } as const;
    const { failure } = await run({ url: 'git@git.example:app.git', auth });
    expect(failure).toMatchObject({
      code: 'INPUT_MISSING',
      message: '`auth.knownHosts` is needed to know the server by.',
    });
  });

  it('keeps what it writes for git to itself, and removes it', async () => {
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const list = join(scratchDirectory(), 'list');
    const spy = program('git', `ls -ld "$HOME" "$HOME"/.gitconfig "$HOME"/* >> ${list}\nexec ${git} "$@"`);
    await using server = await startGitHttp({ root: source.root, auth: { password: secret } });
    const auth = { case: 'token', token: secret } as const;
    await run({ url: `${server.url}/app.git`, auth }, { env: { PATH: spy.path } });
    const lines = readFileSync(list, 'utf8').trim().split('\n');
    const modes = lines.map((line) => line.replace(/^(.{10}).*\//, '$1 '));
    expect(modes).toContain('-rw------- credentials');
    expect(modes).toContain('-rw------- .gitconfig');
    expect(modes.filter((line) => /^-...[^-]|^-......[^-]|^d...[^-]/.test(line))).toEqual([]);
    for (const line of lines) expect(existsSync(line.replace(/^[^/]*/, ''))).toBe(false);
  });
});
