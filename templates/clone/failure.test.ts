import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { GivenValues } from '@stepyard/catalog';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { type GitHttpOptions, startGitHttp } from '../../test/support/git-http.ts';
import { makeRepository } from '../../test/support/git-repository.ts';
import { loopbackCertificate } from '../../test/support/loopback-certificate.ts';
import { checkOutCode } from './clone.ts';
import { explainGit } from './failure.ts';
import { clone } from './template.ts';

const source = makeRepository();
source.commit('one', { a: 'a' });
source.git('branch', 'release/1.0');
source.git('tag', 'v1.0.0');

async function failureOf(inputs: GivenValues<typeof clone.inputs>) {
  const { failure } = await runStep(clone, checkOutCode, { inputs });
  return failure;
}

async function served(
  options: Partial<GitHttpOptions>,
  inputs: Omit<GivenValues<typeof clone.inputs>, 'url'> = {},
) {
  await using server = await startGitHttp({ root: source.root, ...options });
  const url = `${server.url}/app.git`;
  const failure = await failureOf({ url, ...inputs });
  return { ...failure, message: failure?.message.replace(server.url, 'SERVER') };
}

describe('templates/clone/failure', () => {
  afterAll(() => source[Symbol.dispose]());

  it('says that the server wants a credential', async () => {
    expect(await served({ auth: { password: 'x' } })).toEqual({
      class: 'configuration',
      code: 'AUTH_FAILED',
      message: '`git ls-remote` was asked for a user name and password ("SERVER/app.git").',
      hint: 'Give a credential in `auth`, or check the URL: many servers ask for one where a repository does not exist.',
    });
  });

  it('says that the server does not accept the credential', async () => {
    const auth = { case: 'token', token: 'wrong' } as const;
    expect(await served({ auth: { password: 'right' } }, { auth })).toEqual({
      class: 'configuration',
      code: 'AUTH_FAILED',
      message: '`git ls-remote` was refused: the server does not accept the credential ("SERVER/app.git").',
      hint: 'Check that the credential in `auth` is right and not expired.',
    });
  });

  it.each([
    [403, 'AUTH_FAILED', 'was refused: the credential does not open this repository ("SERVER/app.git")'],
    [404, 'NOT_FOUND', 'found no repository at the URL ("SERVER/app.git")'],
    [429, 'RATE_LIMITED', 'was refused: the server wants fewer requests ("SERVER/app.git")'],
    [500, 'UNREACHABLE', 'lost the connection ("SERVER/app.git")'],
    [503, 'UNREACHABLE', 'lost the connection ("SERVER/app.git")'],
  ])('knows what status %i means', async (status, code, how) => {
    const failure = await served({ fail: () => status });
    expect(failure).toMatchObject({ code, message: `\`git ls-remote\` ${how}.` });
  });

  it('says that the fetch was cut off', async () => {
    const commit = source.git('rev-parse', 'main');
    const failure = await served({ fail: ({ method }) => (method === 'POST' ? 502 : undefined) }, { commit });
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      class: 'dependency',
      message: '`git fetch` lost the connection ("SERVER/app.git").',
    });
  });

  it('says that the certificate is not trusted', async () => {
    expect(await served({ tls: loopbackCertificate })).toEqual({
      class: 'configuration',
      code: 'TLS_UNTRUSTED',
      message: '`git ls-remote` does not trust the certificate of the server ("SERVER/app.git").',
      hint: 'Give the certificate of the authority that signed it as `ca`.',
    });
  });

  it('trusts the certificate that is given, as text or as a file', async () => {
    await using server = await startGitHttp({ root: source.root, tls: loopbackCertificate });
    const workspace = scratchDirectory();
    writeFileSync(join(workspace, 'ca.pem'), loopbackCertificate.cert);
    for (const ca of [loopbackCertificate.cert, 'ca.pem']) {
      const inputs = { url: `${server.url}/app.git`, ca, path: 'src' };
      const env = { GIT_SSL_CAINFO: '/nonexistent' };
      const { failure } = await runStep(clone, checkOutCode, { inputs, workspace, env });
      expect(failure).toBeUndefined();
    }
  });

  it('says that there is no such host', async () => {
    const failure = await failureOf({ url: 'https://nowhere.invalid/app.git' });
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      message: '`git ls-remote` could not resolve host nowhere.invalid.',
    });
  });

  it('says that nothing listens', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    await new Promise((resolve) => server.close(resolve));
    const failure = await failureOf({ url: `http://127.0.0.1:${port}/app.git` });
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      message: `\`git ls-remote\` could not connect to the server ("http://127.0.0.1:${port}/app.git").`,
    });
  });

  it('says that the server hung up', async () => {
    const server = createServer((socket) => socket.destroy());
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    const failure = await failureOf({ url: `http://127.0.0.1:${port}/app.git` });
    await new Promise((resolve) => server.close(resolve));
    expect(failure?.code).toBe('UNREACHABLE');
  });

  it('says that there is no repository', async () => {
    const empty = scratchDirectory();
    for (const url of [`file://${empty}`, `file://${empty}/none`]) {
      expect(await failureOf({ url })).toEqual({
        class: 'configuration',
        code: 'NOT_FOUND',
        message: `\`git ls-remote\` found no repository at the URL ("${url}").`,
        hint: 'Check the URL; where the repository is private, also that the credential may see it.',
      });
    }
  });

  it.each([
    ['release/1.O', 'Did you mean release/1.0?'],
    ['v1.0.1', 'Did you mean v1.0.0?'],
    ['something-else', 'There is, for instance, main, release/1.0, v1.0.0.'],
  ])('names the nearest branch or tag where there is no %s', async (ref, hint) => {
    expect(await failureOf({ url: source.url, ref })).toEqual({
      class: 'configuration',
      code: 'NOT_FOUND',
      message: `"${source.url}" has no branch, tag or ref "${ref}".`,
      hint,
    });
  });

  it('says that a repository is empty', async () => {
    using empty = makeRepository();
    expect(await failureOf({ url: empty.url })).toMatchObject({
      code: 'NOT_FOUND',
      message: `"${empty.url}" has no commit to check out.`,
    });
    expect(await failureOf({ url: empty.url, ref: 'main' })).toMatchObject({
      code: 'NOT_FOUND',
      hint: 'It has no branch and no tag at all.',
    });
  });

  it('says that git is missing', async () => {
    const PATH = scratchDirectory();
    const { failure } = await runStep(clone, checkOutCode, { inputs: { url: source.url }, env: { PATH } });
    expect(failure).toMatchObject({ code: 'TOOL_MISSING', message: '`git` is not on the PATH.' });
  });

  it('does not take what a broken mirror says for the server’s words', () => {
    const said = 'error: inflate: data stream error\nfatal: the remote end hung up unexpectedly\n';
    expect(explainGit('git fetch', said)).toBeUndefined();
    expect(explainGit('git fetch', 'fatal: something new')).toBeUndefined();
  });

  // What OpenSSH 9.2 and its predecessors print; the real thing is in clone.services.test.ts.
  it.each([
    [
      'git@host: Permission denied (publickey).\nfatal: Could not read from remote repository.',
      'AUTH_FAILED',
    ],
    ['Host key verification failed.\nfatal: Could not read from remote repository.', 'TLS_UNTRUSTED'],
    ['No ED25519 host key is known for host and you have requested strict checking.', 'TLS_UNTRUSTED'],
    ['ssh: Could not resolve hostname nowhere.invalid: Name or service not known', 'UNREACHABLE'],
    ['ssh: connect to host 127.0.0.1 port 1: Connection refused', 'UNREACHABLE'],
    ['ssh: connect to host 10.0.0.1 port 22: Connection timed out', 'UNREACHABLE'],
    ['kex_exchange_identification: Connection closed by remote host', 'UNREACHABLE'],
    ['Load key "/tmp/key": error in libcrypto', 'AUTH_FAILED'],
    ["fatal: '/srv/none.git' does not appear to be a git repository", 'NOT_FOUND'],
    ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'NOT_FOUND'],
  ])('knows what ssh means by %j', (said, code) => {
    expect(explainGit('git fetch', said, 'ssh://host/app.git')?.code).toBe(code);
  });

  it('leaves the workspace as it was when the fetch fails', async () => {
    const workspace = scratchDirectory();
    writeFileSync(join(workspace, 'kept'), '');
    const inputs = { url: source.url, commit: '1'.repeat(40) };
    await runStep(clone, checkOutCode, { inputs, workspace });
    expect(() => rmSync(join(workspace, 'kept'))).not.toThrow();
  });
});
