import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type CountingProxy, startCountingProxy } from '../support/counting-proxy.ts';
import { type GitHttpServer, startGitHttp } from '../support/git-http.ts';
import { makeRepository, type TestRepository } from '../support/git-repository.ts';
import { mavenSharedUtils } from '../support/maven-shared-utils.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { stepyard } from '../support/stepyard.ts';

const token = 'a-token-of-the-forge';
const jar = 'target/maven-shared-utils-3.4.2.jar';
const folder = scratchDirectory();

let source: TestRepository;
let commit: string;
let http: GitHttpServer;
let ssh: Sshd;
let proxy: CountingProxy;
let cold: Ran | undefined;

describe('test/pipelines/maven-project', () => {
  beforeAll(async () => {
    source = makeRepository();
    commit = commitAll(source, mavenSharedUtils());
    [http, ssh, proxy] = await Promise.all([
      startGitHttp({ root: source.root, auth: { password: token } }),
      startSshd(),
      startCountingProxy(),
    ]);
    writeFileSync(join(folder, 'secrets.yaml'), stringify({ TOKEN: token, KEY: ssh.key }), { mode: 0o600 });
  }, 120_000);

  afterAll(async () => {
    for (const part of [http, ssh, proxy]) await part?.[Symbol.asyncDispose]();
    source?.[Symbol.dispose]();
  });

  it('clones with a token, runs the 774 tests, keeps the jar', async () => {
    cold = await ran({
      url: `${http.url}/app.git`,
      credential: { case: 'token', token: '${{ secrets.TOKEN }}' },
    });
    tell('nothing cached', cold);
    expect(cold.view).toMatchObject(result());
    expect(cold.log).not.toContain(token);
    const args = ['artifacts', 'get', 'maven-project-1', jar, '--data', 'data', '--to', 'got'];
    const got = await stepyard(args, { cwd: folder });
    expect(got.status, got.stderr).toBe(0);
    const content = readFileSync(join(folder, 'got', jar));
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(cold.view).toMatchObject({ artifacts: [{ size: content.length, sha256 }] });
  });

  it('clones by ssh, and downloads nothing the second time', async () => {
    const warm = await ran({
      url: `ssh://${ssh.user}@127.0.0.1:${ssh.port}${source.directory}`,
      credential: { case: 'ssh', key: '${{ secrets.KEY }}', knownHosts: ssh.knownHosts },
    });
    tell('cached', warm);
    expect(warm.view).toMatchObject(result());
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

interface Ran {
  readonly seconds: number;
  /** Downloaded by Maven, as they came over the wire. */
  readonly bytes: number;
  /** The run, as `--json` says it. */
  readonly view: unknown;
  readonly log: string;
}

async function ran(repository: object): Promise<Ran> {
  const task = { id: 'verify', template: 'maven', with: { proxy: proxy.url }, artifacts: ['target/*.jar'] };
  const pipeline = {
    ...{ stepyard: 1, name: 'maven-project', source: repository },
    stages: [{ name: 'build', tasks: [task] }],
  };
  writeFileSync(join(folder, 'pipeline.yaml'), stringify(pipeline));
  const [startedAt, before] = [performance.now(), proxy.received()];
  const args = ['run', 'pipeline.yaml', '--secrets', 'secrets.yaml', '--data', 'data', '--json'];
  const { status, stdout, stderr } = await stepyard(args, { cwd: folder });
  const seconds = (performance.now() - startedAt) / 1000;
  expect(status, `${stdout}${stderr}`).toBe(0);
  const log = `${stdout}${stderr}`;
  return { seconds, bytes: proxy.received() - before, view: JSON.parse(stdout), log };
}

/** What every run of the pipeline comes to. */
function result() {
  const outputs = {
    groupId: 'org.apache.maven.shared',
    artifactId: 'maven-shared-utils',
    version: '3.4.2',
    artifacts: [jar],
    tests: { run: 774, failed: 0, skipped: 19 },
  };
  return {
    state: 'success',
    tasks: [
      { id: 'source', outputs: { commit } },
      { id: 'verify', outputs, summary: expect.stringContaining('| 774 | 755 | 0 | 0 | 19 |') },
    ],
    artifacts: [{ name: jar, size: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
  };
}

function tell(what: string, { seconds, bytes }: Ran): void {
  process.stdout.write(`maven-shared-utils, ${what}: ${seconds.toFixed(1)} s, ${bytes} bytes downloaded\n`);
}
