import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askIn } from '../../test/in-process.ts';
import { makePlace, type Place } from '../../test/place.ts';

const pipeline = `stepyard: 1
name: jars
stages:
  - name: main
    parallel: true
    tasks:
      - id: build
        template: script
        with: { script: { case: inline, text: 'for n in store booking; do printf $n > $n.jar; done; mkdir docs; echo hi > docs/a.txt' } }
        artifacts: ["*.jar", docs]
      - id: other
        template: script
        workdir: elsewhere
        before: [{ template: script, with: { script: { case: inline, text: mkdir elsewhere } } }]
        with: { script: { case: inline, text: 'printf other > store.jar; printf x > "$(printf "odd\\tname")"' } }
        artifacts: [elsewhere]
`;

let at: Place;
beforeAll(async () => {
  at = makePlace();
  at.write({ 'jars.yaml': pipeline });
  await at.stepyard(['run', 'jars.yaml']);
});
afterAll(() => at.remove());

const ok = async (...args: string[]) => {
  const { status, out, err } = await askIn(at, ['artifacts', ...args]);
  expect([status, err]).toEqual([0, '']);
  return out;
};

describe('cli/artifacts', () => {
  it('T2.3: lists name, time, size and downloads, each download adds one, and deletes', async () => {
    const list = await ok('list', 'jars-1');
    expect(
      list
        .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'WHEN               ')
        .replaceAll(/[0-9a-f]{12}/g, 'DIGEST      '),
    ).toBe(`NAME                   UPDATED              SIZE  DOWNLOADS  SHA-256       TASK
booking.jar            WHEN                 7 B   0          DIGEST        build
docs/a.txt             WHEN                 3 B   0          DIGEST        build
store.jar              WHEN                 5 B   0          DIGEST        build
"elsewhere/odd\\tname"  WHEN                 1 B   0          DIGEST        other
elsewhere/store.jar    WHEN                 5 B   0          DIGEST        other
`);
    expect(await ok('get', 'jars-1', 'store.jar', 'docs/a.txt', '--to', 'out')).toBe(
      `${at.project}/out/docs/a.txt  3 B\n${at.project}/out/store.jar  5 B\n`,
    );
    expect(readFileSync(join(at.project, 'out/store.jar'), 'utf8')).toBe('store');
    expect(JSON.parse(await ok('get', 'jars-1', '--task', 'build', '--to', 'all', '--json'))).toHaveLength(3);
    expect(await ok('delete', 'jars-1', 'booking.jar')).toBe('booking.jar is deleted\n');
    const downloads = JSON.parse(await ok('list', 'jars-1', '--json')).map(
      ({ name, downloads }: { name: string; downloads: number }) => [name, downloads],
    );
    expect(downloads).toEqual([
      ['docs/a.txt', 2],
      ['store.jar', 2],
      ['elsewhere/odd\tname', 0],
      ['elsewhere/store.jar', 0],
    ]);
  });

  it('says what a run did not keep', async () => {
    const { status, out, err } = await askIn(at, [
      'artifacts',
      'get',
      'jars-1',
      'stor.jar',
      'x',
      '--task',
      'build',
    ]);
    expect([status, out]).toEqual([1, '']);
    expect(err).toBe('stepyard: jars-1 kept no "stor.jar", "x".\n  It kept: docs/a.txt, store.jar.\n');
    const missing = await at.stepyard(['artifacts', 'list', 'jars-9']);
    expect([missing.status, missing.err]).toEqual([
      1,
      'stepyard: There is no run "jars-9".\n  See `stepyard runs list --all-projects`.\n',
    ]);
  });
});

describe('cli/artifacts: many files', () => {
  const many = `stepyard: 1
name: site
stages:
  - name: main
    tasks:
      - id: build
        template: script
        with: { script: { case: inline, text: 'mkdir -p out/pages out/css; for n in $(seq 60); do echo $n > out/pages/p$n.html; done; echo c > out/css/a.css; echo l > out/build.log; echo "#!/bin/sh" > out/run.sh; chmod 755 out/run.sh' } }
        artifacts: [out]
      - { id: keep, template: artifact, with: { name: pages, action: { case: save, paths: [out/pages, out/build.log] } } }
`;
  beforeAll(async () => {
    at.write({ 'site.yaml': many });
    expect((await at.stepyard(['run', 'site.yaml'])).status).toBe(0);
  });
  const withoutTimes = (text: string) =>
    text
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'WHEN               ')
      .replaceAll(/[0-9a-f]{12}/g, 'DIGEST      ');

  it('shows a large directory as one line, and its files where it is named', async () => {
    expect(
      withoutTimes(await ok('list', 'site-1')),
    ).toBe(`NAME                   UPDATED              SIZE   DOWNLOADS  SHA-256       TASK
out/build.log          WHEN                 2 B    0          DIGEST        build
out/css/a.css          WHEN                 2 B    0          DIGEST        build
out/pages/ (60 files)  WHEN                 171 B  0                        build
out/run.sh             WHEN                 10 B   0          DIGEST        build

Name a directory to see its files: stepyard artifacts list site-1 out/pages/
`);
    expect((await ok('list', 'site-1', 'out/pages/')).trim().split('\n')).toHaveLength(61);
    expect(JSON.parse(await ok('list', 'site-1', '--json'))).toHaveLength(63);
  });

  it('T2.3: fetches a directory, a pattern, or all but a pattern, and counts each file', async () => {
    expect(await ok('get', 'site-1', 'out/pages', '--to', 'one')).toBe(
      `${at.project}/one/out/pages/ (60 files)  171 B\n`,
    );
    expect(readdirSync(join(at.project, 'one/out/pages'))).toHaveLength(60);
    expect(await ok('get', 'site-1', '**/p6?.html', '!**/*.log', '--to', 'two')).toBe(
      `${at.project}/two/out/pages/p60.html  3 B\n`,
    );
    await ok('get', 'site-1', '!out/pages', '--to', 'three');
    expect(readdirSync(join(at.project, 'three/out'))).toEqual(['build.log', 'css', 'run.sh']);
    expect(statSync(join(at.project, 'three/out/run.sh')).mode & 0o777).toBe(0o755);
    const downloads = JSON.parse(await ok('list', 'site-1', '--json')).map(
      ({ name, downloads }: { name: string; downloads: number }) => [name, downloads],
    );
    expect(Object.fromEntries(downloads)).toMatchObject({
      'out/pages/p60.html': 2,
      'out/pages/p1.html': 1,
      'out/run.sh': 1,
    });
  });

  it('lists the sets of a run, and lists, fetches and deletes them', async () => {
    expect(
      withoutTimes(await ok('sets', 'site-1')),
    ).toBe(`SET    SAVED                FILES  SIZE   DOWNLOADS  TASK
pages  WHEN                 61     173 B  0          keep
`);
    expect(await ok('list', 'site-1', '--set', 'pages')).toContain(
      'stepyard artifacts list site-1 --set pages out/pages/\n',
    );
    await ok('get', 'site-1', '--set', 'pages', '**/p1.html', 'out/build.log', '--to', 'set');
    expect(readFileSync(join(at.project, 'set/out/pages/p1.html'), 'utf8')).toBe('1\n');
    expect(await ok('sets', 'site-1')).toMatch(/pages .* 2 +keep\n/);
    const missing = await askIn(at, ['artifacts', 'get', 'site-1', '--set', 'page']);
    expect([missing.status, missing.err]).toEqual([
      1,
      'stepyard: site-1 saved no set "page".\n  It saved: pages.\n',
    ]);
    expect(await ok('delete', 'site-1', '--set', 'pages')).toBe('The set pages is deleted\n');
    expect(await ok('sets', 'site-1')).toBe('site-1 saved no set.\n');
  });

  it('deletes by a pattern, and nothing without being told what', async () => {
    expect(await ok('delete', 'site-1', 'out/pages')).toBe('out/pages/ (60 files) is deleted\n');
    expect(JSON.parse(await ok('list', 'site-1', '--json'))).toHaveLength(3);
    const refused = async (...args: string[]) => (await askIn(at, ['artifacts', ...args])).err;
    expect(await refused('delete', 'site-1')).toBe(
      "stepyard: What is to be deleted must be named.\n  Name artifacts, a pattern ('**' for all), or --set NAME.\n",
    );
    expect(await refused('delete', 'site-1', '--set', 'pages', 'a', 'b')).toBe(
      'stepyard: A set is deleted as a whole.\n  Leave out "a", "b".\n',
    );
    expect(await refused('get', 'site-1', '../x')).toContain('`names` must be patterns below the workspace');
  });

  it('follows no link that stands in the way', async () => {
    const [directory, outside] = [join(at.root, 'links'), join(at.root, 'outside')];
    for (const path of [directory, outside]) mkdirSync(path);
    symlinkSync(outside, join(directory, 'docs'));
    symlinkSync(join(outside, 'target'), join(directory, 'store.jar'));
    const { status, err } = await askIn(at, ['artifacts', 'get', 'jars-1', 'docs', '--to', directory]);
    expect([status, err]).toEqual([
      1,
      'stepyard: The artifact "docs" cannot be put in its place (ENOTDIR).\n  Something of another kind stands there. Remove it, or restore into another directory.\n',
    ]);
    await ok('get', 'jars-1', 'store.jar', '--to', directory);
    expect(readdirSync(outside)).toEqual([]);
    expect(readFileSync(join(directory, 'store.jar'), 'utf8')).toBe('store');
    expect(readdirSync(directory)).toEqual(['docs', 'store.jar']);
  });
});
