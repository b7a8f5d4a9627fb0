import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StartStepOptions, type StepEnd, scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/source-files.ts';
import { clone } from '../../templates/clone/template.ts';
import { maven } from '../../templates/maven/template.ts';
import { type CountingProxy, startCountingProxy } from '../support/counting-proxy.ts';
import { type GitHttpServer, startGitHttp } from '../support/git-http.ts';
import { makeRepository, type TestRepository } from '../support/git-repository.ts';
import { mavenSharedUtils } from '../support/maven-shared-utils.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

const token = 'a-token-of-the-forge';
const jar = 'target/maven-shared-utils-3.4.2.jar';
const outputs = {
  groupId: 'org.apache.maven.shared',
  artifactId: 'maven-shared-utils',
  version: '3.4.2',
  artifacts: [jar],
  tests: { run: 774, failed: 0, skipped: 19 },
};
const caches = { mirror: scratchDirectory(), repository: scratchDirectory() };

let source: TestRepository;
let commit: string;
let http: GitHttpServer;
let ssh: Sshd;
let proxy: CountingProxy;
let cold: Built | undefined;

describe('test/pipelines/maven-project', () => {
  beforeAll(async () => {
    source = makeRepository();
    commit = commitAll(source, mavenSharedUtils());
    [http, ssh, proxy] = await Promise.all([
      startGitHttp({ root: source.root, auth: { password: token } }),
      startSshd(),
      startCountingProxy(),
    ]);
  }, 120_000);

  afterAll(async () => {
    for (const part of [http, ssh, proxy]) await part?.[Symbol.asyncDispose]();
    source?.[Symbol.dispose]();
  });

  it('clones with a token, runs the 774 tests, keeps the jar', async () => {
    const workspace = await cloned({ url: `${http.url}/app.git`, auth: { case: 'token', token } });
    const store = scratchDirectory();
    cold = await built(workspace, {
      artifacts: { store: pathToFileURL(store).href, keep: [{ path: 'target/*.jar' }] },
    });
    const { end } = cold;
    expect(end.result?.outputs).toEqual(outputs);
    expect(end.summary).toContain('| 774 | 755 | 0 | 0 | 19 |');
    const content = readFileSync(join(workspace, jar));
    expect(JSON.parse(end.files.get('artifacts.json') ?? '')).toMatchObject([
      {
        name: jar,
        size: statSync(join(workspace, jar)).size,
        sha256: createHash('sha256').update(content).digest('hex'),
      },
    ]);
    expect(end.log).not.toContain(token);
    tell('verify, nothing cached', cold);
  });

  it('clones by ssh, and downloads nothing the second time', async () => {
    const url = `ssh://${ssh.user}@127.0.0.1:${ssh.port}${source.directory}`;
    const auth = { case: 'ssh', key: ssh.key, knownHosts: ssh.knownHosts };
    const warm = await built(await cloned({ url, auth }));
    expect(warm.end.result?.outputs).toEqual(outputs);
    tell('verify, cached', warm);
    expect(cold?.bytes).toBeGreaterThan(1e6);
    expect(warm.bytes).toBe(0);
  });
});

function commitAll(repository: TestRepository, directory: string): string {
  const { git } = repository;
  git('--git-dir=.', `--work-tree=${directory}`, 'add', '--all', '--force', directory);
  const id = git('commit-tree', '-m', 'Source release', git('write-tree'));
  git('update-ref', 'refs/heads/main', id);
  return id;
}

async function cloned(inputs: Readonly<Record<string, unknown>>): Promise<string> {
  const main = join(root, 'templates/clone/main.ts');
  const step = startStep(clone, main, { inputs, caches: { mirror: caches.mirror } });
  const end = await step.end;
  expect(end.result, end.log).toMatchObject({ status: 'success', outputs: { commit } });
  return step.workspace;
}

interface Built {
  readonly end: StepEnd;
  readonly seconds: number;
  /** Downloaded, as they came over the wire. */
  readonly bytes: number;
}

async function built(workspace: string, task: StartStepOptions['task'] = {}): Promise<Built> {
  const before = proxy.received();
  const startedAt = performance.now();
  const end = await startStep(maven, join(root, 'templates/maven/main.ts'), {
    workspace,
    inputs: { proxy: proxy.url },
    caches: { repository: caches.repository },
    task,
  }).end;
  expect(end.result, end.log.slice(-5_000)).toMatchObject({ status: 'success' });
  return { end, seconds: (performance.now() - startedAt) / 1000, bytes: proxy.received() - before };
}

function tell(what: string, { seconds, bytes }: Built): void {
  process.stdout.write(`${what}: ${seconds.toFixed(1)} s, ${bytes} bytes downloaded\n`);
}
