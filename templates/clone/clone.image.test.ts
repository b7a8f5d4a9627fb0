import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startGitHttp } from '../../test/support/git-http.ts';
import { makeRepository } from '../../test/support/git-repository.ts';
import { runGitlabJob } from '../../test/support/gitlab-job.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { clone } from './template.ts';

const repository = makeRepository();
repository.commit('First', { 'README.md': 'hello\n', 'libs/a': 'a' });
const server = await startGitHttp({ root: repository.root, auth: { password: 'hunter2-token' } });
const silent = await startSilentServer();
const url = `${server.url}/app.git`;
const auth = { case: 'token', token: 'hunter2-token' };
const onLoopback = { network: 'host' } as const;

afterAll(async () => {
  silent[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
  repository[Symbol.dispose]();
});

describeImage(clone, () => ({
  works: { ...onLoopback, inputs: { url, ref: 'main', auth } },
  expectWorked: ({ workspace }) => expect(readFileSync(join(workspace, 'README.md'), 'utf8')).toBe('hello\n'),
  missing: { says: 'clone: INPUT_MISSING: `url` must be given' },
  slow: {
    ...onLoopback,
    inputs: { url: `http://127.0.0.1:${silent.port}/app.git` },
    begun: () => silent.asked,
  },
}));

describe('templates/clone/clone.image in a GitLab job', () => {
  it('clones by the same flags, where a shell starts the step', async () => {
    const token = '--auth.token-file /step/in/INPUT_AUTH__TOKEN_FILE';
    const end = await runGitlabJob(
      clone,
      [`node /stepyard/main.js --url ${url} --ref main --auth token ${token}`, 'cat README.md'],
      { ...onLoopback, inputs: { auth } },
    );
    expect(end, end.stderr).toMatchObject({ status: 0 });
    expect(end.stdout).toMatch(/\nhello\n$/);
  });
});
