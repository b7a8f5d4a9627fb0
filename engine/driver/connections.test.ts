import type { Manifest } from '@stepyard/catalog';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConfigSource, Connection } from '../config/sources.ts';
import type { StartRequest } from '../executors/executor.ts';
import { samplePlan, type TaskSketch } from '../testing/plan.ts';
import { sampleCatalog, sampleManifest } from '../testing/sample-template.ts';
import { type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';
import type { RunView } from './view.ts';

const words = { en: 'Access', zh: '访问' };
const secret = { type: 'string', secret: true, writeOnly: true, title: words } as const;
const manifest: Manifest = {
  ...sampleManifest,
  inputs: {
    url: {
      type: 'string',
      format: 'git-url',
      title: words,
      connection: 'git',
      from: 'event.repository.cloneUrl',
    },
    auth: {
      type: 'object',
      title: words,
      connection: 'git',
      optional: true,
      cases: {
        none: { title: words, fields: {} },
        token: {
          title: words,
          fields: { token: secret, username: { type: 'string', title: words, default: 'git' } },
        },
        basic: { title: words, fields: { username: { type: 'string', title: words }, password: secret } },
      },
    },
    ca: { type: 'string', title: words, connection: 'git', optional: true },
    notes: { type: 'string', title: words, optional: true },
  },
};
const connections: Readonly<Record<string, Connection>> = {
  corp: {
    kind: 'git',
    url: 'https://git.corp/app.git',
    values: { token: { secret: 'GIT' }, ca: 'PEM ${{ secrets.OTHER }}', more: 'ignored' },
  },
  basic: { kind: 'git', values: { username: { secret: 'USER' }, password: { secret: 'PASS' } } },
  named: { kind: 'git', values: { auth: { case: 'token', token: { secret: 'GIT' }, username: 'bot' } } },
  both: { kind: 'git', values: { token: 't', username: 'u', password: 'p' } },
  bare: { kind: 'git', url: 'https://git.corp/app.git', values: {} },
  other: { kind: 'jira', values: {} },
};
const config: ConfigSource = {
  group: async () => undefined,
  file: async (name) => (name === 'notes.md' ? 'the notes' : undefined),
  connection: async (name) => connections[name],
  environment: async () => undefined,
};
const secrets = {
  get: async (names: readonly string[]) => new Map(names.map((name) => [name, `value-of-${name}`])),
};

let at: TestScheduler;
afterEach(() => at.remove());

async function start(task: Partial<TaskSketch>): Promise<{ request?: StartRequest; view: RunView }> {
  const requests: StartRequest[] = [];
  at = await testScheduler({
    secrets,
    config,
    catalog: sampleCatalog(manifest),
    behave: (request) => {
      requests.push(request);
      return { log: `given value-of-GIT` };
    },
  });
  const view = await at.ended(await at.submit(samplePlan([{ tasks: [{ id: 'a', ...task }] }])));
  const [request] = requests;
  return { view, ...(request !== undefined && { request }) };
}

describe('engine/driver/connections', () => {
  it('fills url, credential and TLS settings, secrets in files and masked', async () => {
    const { request } = await start({ connections: ['corp'] });
    expect(request?.env).toMatchObject({
      INPUT_URL: 'https://git.corp/app.git',
      INPUT_AUTH: 'token',
      INPUT_CA: 'PEM ${{ secrets.OTHER }}',
    });
    expect(request?.secretFiles).toEqual({ INPUT_AUTH__TOKEN_FILE: 'value-of-GIT' });
    expect(request?.mask).toEqual(['value-of-GIT']);
    expect(JSON.stringify(request?.env)).not.toContain('value-of');
    expect(JSON.parse(request?.files.STEPYARD_TASK ?? '')).toMatchObject({ secrets: true });
  });

  it('fills with the URL what is an address, and no other text', async () => {
    const { request } = await start({ connections: ['bare'] });
    expect(request?.env).toMatchObject({ INPUT_URL: 'https://git.corp/app.git' });
    expect(request?.env).not.toHaveProperty('INPUT_CA');
  });

  it('chooses the case whose fields are there, and hides a secret in a field that is none', async () => {
    const { request } = await start({ connections: ['basic'], with: { url: 'https://own' } });
    expect(request?.env).toMatchObject({ INPUT_URL: 'https://own', INPUT_AUTH: 'basic' });
    expect(request?.secretFiles).toEqual({
      INPUT_AUTH__PASSWORD_FILE: 'value-of-PASS',
      INPUT_AUTH__USERNAME_FILE: 'value-of-USER',
    });
  });

  it('takes a value under the name of an input as it is, and what the author gives before it', async () => {
    const { request } = await start({ connections: ['named'], with: { url: 'https://own', ca: 'own' } });
    expect(request?.env).toMatchObject({ INPUT_AUTH: 'token', INPUT_AUTH__USERNAME: 'bot', INPUT_CA: 'own' });
  });

  it('gives the text of a stored file', async () => {
    const notes = { expression: "${{ files['notes.md'] }}" };
    const { request } = await start({ connections: ['corp'], with: { notes } });
    expect(request?.env.INPUT_NOTES).toBe('the notes');
  });

  it.each([
    [
      { connections: ['none'] },
      'The connection `none` must be given.',
      'Put it under `connections` into the file of `--config`.',
    ],
    [
      { connections: ['other'] },
      'The connection `other` is of kind `jira`, which `sample` has no input for.',
      'It takes one of kind git.',
    ],
    [
      { connections: ['both'] },
      'The connection `both` must say how to sign in: what it holds fits token and basic.',
      'Add `case` to it, or take out what is not meant.',
    ],
    [
      { with: { url: 'x', notes: { expression: '${{ files.none }}' } } },
      'The stored file `none` must be given.',
      'Put it under `files` into the file of `--config`.',
    ],
  ])('refuses %j', async (task, message, hint) => {
    const { view } = await start(task);
    expect(view.tasks[0]?.failure).toMatchObject({ message, hint });
  });
});
