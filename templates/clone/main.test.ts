import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startGitHttp } from '../../test/support/git-http.ts';
import { makeRepository } from '../../test/support/git-repository.ts';
import { clone } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');
const source = makeRepository();
const commit = source.commit('one', { 'a.txt': 'a' });

describe('templates/clone/main', () => {
  afterAll(() => source[Symbol.dispose]());

  it('clones with what the platform gives it and says how it went', async () => {
    await using server = await startGitHttp({ root: source.root, auth: { password: 'hunter2' } });
    const auth = { case: 'token', token: 'hunter2' };
    const caches = { mirror: scratchDirectory() };
    const started = startStep(clone, main, { inputs: { url: `${server.url}/app.git`, auth }, caches });
    const { status, outputs, log } = await started.end;
    expect(status).toBe(0);
    expect(outputs).toMatchObject({ commit, branch: 'main', message: 'one' });
    expect(readFileSync(join(started.workspace, 'a.txt'), 'utf8')).toBe('a');
    expect(log).not.toContain('hunter2');
  });

  it('clones by hand, with flags', async () => {
    const started = startStep(clone, main, { args: ['--url', source.url, '--path', 'src', '--no-clean'] });
    expect((await started.end).status).toBe(0);
    expect(existsSync(join(started.workspace, 'src/a.txt'))).toBe(true);
  });

  it('ends with 2 for an address that could do harm', async () => {
    const { status, stderr } = await startStep(clone, main, { args: ['--url=ext::sh -c x'] }).end;
    expect(status).toBe(2);
    expect(stderr).toContain('clone: INPUT_INVALID: `url` must be');
  });

  it('ends with 75 where it is worth another try', async () => {
    const { status } = await startStep(clone, main, { args: ['--url', 'https://nowhere.invalid/a.git'] }).end;
    expect(status).toBe(75);
  });

  it('stops when it is cancelled, and leaves no credential behind', async () => {
    const connected = Promise.withResolvers<void>();
    const silent = createServer(() => connected.resolve());
    const port = await new Promise<number>((resolve) =>
      silent.listen(0, '127.0.0.1', () => {
        const address = silent.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    const TMPDIR = scratchDirectory();
    const inputs = { url: `http://127.0.0.1:${port}/a.git`, auth: { case: 'token', token: 'hunter2' } };
    const started = startStep(clone, main, { inputs, env: { TMPDIR } });
    await connected.promise;
    started.kill('SIGTERM');
    const { status } = await started.end;
    expect(status).toBe(143);
    expect(filesIn(TMPDIR)).toEqual([]);
    silent.close();
  });
});

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' });
}
