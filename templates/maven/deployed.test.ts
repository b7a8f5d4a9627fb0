import { readdirSync } from 'node:fs';
import { fakeExec, runStep, scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { startMavenRepository } from '../../test/support/maven-repository.ts';
import { runMaven } from './maven.ts';
import { maven } from './template.ts';

const dropped = {
  command: 'mvn',
  status: 1,
  stdout:
    '[ERROR] Failed to execute goal x: Could not transfer artifact a:b:jar:1 from/to r (http://r): Connection reset -> [Help 1]\n',
};

function projectIn(url: string, version = '1.0') {
  const workspace = scratchDirectory();
  const files = {
    'pom.xml': `<project><groupId>org.example</groupId><artifactId>shop</artifactId><version>${version}</version><modules><module>api</module></modules><distributionManagement><repository><id>releases</id><url>\${target}</url></repository></distributionManagement><properties><target>${url}</target></properties></project>`,
    'api/pom.xml': `<project><parent><groupId>org.example</groupId><artifactId>shop</artifactId><version>${version}</version></parent><artifactId>api</artifactId></project>`,
  };
  writeFiles(workspace, files);
  return workspace;
}

function attempts(workspace: string) {
  const claims = scratchDirectory();
  return async (attempt: number, answers: Parameters<typeof fakeExec>[0], goals = ['deploy']) =>
    await runStep(maven, runMaven, {
      inputs: { goals, servers: [{ id: 'releases', username: 'ci', password: 'hidden-word' }] },
      workspace,
      claims,
      task: { attempt },
      exec: fakeExec(answers),
    });
}

const root = '/org/example/shop/1.0/shop-1.0.pom';
const api = '/org/example/api/1.0/api-1.0.pom';

describe('templates/maven/deployed', () => {
  it('claims a deployment before it begins, and takes over what it gave', async () => {
    await using target = await startMavenRepository();
    const run = attempts(projectIn(target.url));
    expect((await run(1, [{ command: 'mvn' }])).outputs).toMatchObject({ artifactId: 'shop', artifacts: [] });
    const again = await run(2, []);
    expect(again).toMatchObject({ status: 'success', outputs: { artifactId: 'shop' }, calls: [] });
  });

  it('claims nothing where nothing leaves the machine', async () => {
    const claims = scratchDirectory();
    const workspace = projectIn('http://127.0.0.1:9/');
    const exec = fakeExec([{ command: 'mvn' }]);
    const end = await runStep(maven, runMaven, { inputs: {}, workspace, claims, task: {}, exec });
    expect(end.status).toBe('success');
    expect(readdirSync(claims)).toEqual([]);
  });

  it('asks the repository what an earlier attempt got done', async () => {
    const auth = { username: 'ci', password: 'hidden-word' };
    await using target = await startMavenRepository({ auth });
    const run = attempts(projectIn(target.url));
    expect((await run(1, [dropped])).failure?.code).toBe('UNREACHABLE');

    // Nothing came through.
    const second = await run(2, [dropped]);
    expect(second.calls).toHaveLength(1);
    expect(second.log).not.toContain('hidden-word');

    target.files.set(root, Buffer.from('pom'));
    expect((await run(3, [])).failure).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: 'an earlier attempt deployed 1 of 2 projects of version 1.0.',
      hint: 'Look into the repository. Raise the version if parts are there; start a new run if nothing is.',
    });

    target.files.set(api, Buffer.from('pom'));
    expect(await run(4, [])).toMatchObject({ status: 'success', outputs: { version: '1.0' }, calls: [] });
    expect(target.requests.at(-1)).toMatch(new RegExp(`^HEAD ${api} Basic `));
  });

  it('deploys a snapshot again, and says where it cannot know', async () => {
    const snapshot = attempts(projectIn('http://127.0.0.1:9/', '1.0-SNAPSHOT'));
    await snapshot(1, [dropped]);
    expect((await snapshot(2, [{ command: 'mvn' }])).status).toBe('success');

    const elsewhere = attempts(projectIn('scp://host/path'));
    await elsewhere(1, [dropped]);
    expect((await elsewhere(2, [])).failure).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: 'an earlier attempt began to deploy, and the POM does not say where to look for it.',
    });
  });
});
