import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askIn } from '../../test/in-process.ts';
import { makePlace, type Place } from '../../test/place.ts';
import { saveArtifact } from './save-artifact.ts';

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

describe('cli/artifacts/save-artifact', () => {
  const content = async function* () {
    yield Buffer.from('x');
  };

  it.each(['../x', '/etc/x', 'a/../../x', '..', ''])('writes nothing outside: %j', async (name) => {
    const directory = join(at.root, 'below');
    await expect(saveArtifact(directory, name, content())).rejects.toMatchObject({
      message: `The artifact ${JSON.stringify(name)} would lie outside of ${directory}.`,
      hint: 'It was not written; fetch the others by their names.',
    });
    expect(existsSync(directory)).toBe(false);
  });

  it('follows no link that leads out, and replaces one instead of writing through it', async () => {
    const directory = join(at.root, 'links');
    const outside = join(at.root, 'outside');
    mkdirSync(directory);
    mkdirSync(outside);
    symlinkSync(outside, join(directory, 'out'));
    symlinkSync(join(outside, 'target'), join(directory, 'file'));
    await expect(saveArtifact(directory, 'out/x', content())).rejects.toThrow('would lie outside of');
    await saveArtifact(directory, 'file', content());
    expect(readdirSync(outside)).toEqual([]);
    expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('x');
  });

  it('leaves nothing half written', async () => {
    const directory = join(at.root, 'half');
    const broken = async function* () {
      yield Buffer.from('x');
      throw new Error('gone');
    };
    await expect(saveArtifact(directory, 'a', broken())).rejects.toThrow('gone');
    expect(readdirSync(directory)).toEqual([]);
  });
});
