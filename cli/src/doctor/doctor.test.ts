import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

let at: Place;
let env: Record<string, string>;
beforeAll(() => {
  at = makePlace();
  env = { PATH: join(at.root, 'bin'), DOCKER_HOST: 'unix:///nowhere/docker.sock' };
  at.write({
    '../bin/git': '#!/bin/sh\necho "git version 2.11.0"\n',
    '../bin/mvn': '#!/bin/sh\necho "Apache Maven 3.9.9 (abc)"\n',
    '../bin/npm': '#!/bin/sh\necho 11.0.0\n',
    '../bin/python3': '#!/bin/sh\necho "Python 3.12.1" >&2\n',
  });
  for (const tool of ['git', 'mvn', 'npm', 'python3']) chmodSync(join(at.root, 'bin', tool), 0o755);
  symlinkSync('/bin/sh', join(at.root, 'bin', 'sh'));
});
afterAll(() => at.remove());

describe('cli/doctor', () => {
  it('says which tools are here, too old or missing, and which templates that concerns', async () => {
    const { status, out, err } = await at.stepyard(['doctor'], { env });
    expect([status, err]).toEqual([0, '']);
    const lines = out.replaceAll(/ {2,}/g, '  ').split('\n');
    expect(lines.slice(0, 4)).toEqual([
      `Node ${process.versions.node}, data in ${at.data}, project demo`,
      '',
      'process',
      '  TOOL  VERSION  WANTED  FOR',
    ]);
    const found = lines.filter((line) => /^. {2}(git|git-lfs|java|mvn|python3) /.test(line));
    expect(found).toEqual([
      expect.stringMatching(/^✗ {2}java {2}not found {2}>=8 .*\bmaven\b/),
      '!  git  2.11.0  >=2.25  clone',
      '✗  git-lfs  not found  clone (optional)',
      '✓  mvn  3.9.9  >=3.6.1  maven',
      '✓  python3  3.12.1  script (optional)',
    ]);
    expect(lines.findLast((line) => line.startsWith('Without'))).toMatch(
      /^Without .*\bjava\b.*\ba newer git\b.* these templates do not run here: .*\bmaven\b.*\.$/,
    );
  });

  it('says that no engine answers, and what to do', async () => {
    const { out } = await at.stepyard(['doctor'], { env });
    expect(out.split('\n').slice(-4)).toEqual([
      'docker',
      'No Docker engine answers at unix:///nowhere/docker.sock: connect ENOENT /nowhere/docker.sock.',
      'Start it, or name another one in DOCKER_HOST (unix, tcp with DOCKER_CERT_PATH, ssh).',
      '',
    ]);
  });

  it('says the same as JSON', async () => {
    const { out } = await at.stepyard(['doctor', '--json'], { env });
    const { executors } = JSON.parse(out);
    expect(executors).toMatchObject([{ executor: 'process' }, { executor: 'docker', lacking: [] }]);
    expect(executors[0].tools).toContainEqual(
      expect.objectContaining({ tool: 'git', version: '2.11.0', state: 'too-old', neededBy: ['clone'] }),
    );
  });
});
