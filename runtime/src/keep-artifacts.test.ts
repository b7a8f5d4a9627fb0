import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactPattern } from '@stepyard/contract';
import { openArtifactStore, restoreArtifacts } from '@stepyard/contract/artifacts';
import { describe, expect, it } from 'vitest';
import { bundleFixture } from './fixtures/bundle-fixture.ts';
import { probe } from './fixtures/probe.ts';
import { scratchDirectory, startStep } from './testing/index.ts';

const main = await bundleFixture('probe-main');

async function build(keep: readonly ArtifactPattern[], options: { fails?: boolean; store?: string } = {}) {
  const store = options.store ?? pathToFileURL(scratchDirectory()).href;
  const inputs = { act: 'jars', name: 'you', depth: options.fails === true ? 2 : 1 };
  const end = await startStep(probe, main, { inputs, task: { artifacts: { store, keep } } }).end;
  const entries: { name: string; size: number }[] = JSON.parse(end.files.get('artifacts.json') ?? '[]');
  return { end, store, names: entries.map(({ name }) => name) };
}

describe('runtime/keep-artifacts', () => {
  it('T2.3: keeps what matches below the workspace, after the work', async () => {
    const { end, names } = await build([{ path: '/app/target/*.jar' }, { path: '!**/booking.jar' }]);
    expect(end.status).toBe(0);
    expect(names).toEqual(['target/store.jar']);
    expect(JSON.parse(end.files.get('artifacts.json') ?? '')).toEqual([
      expect.objectContaining({
        name: 'target/store.jar',
        size: 6,
        sha256: createHash('sha256').update('store\n').digest('hex'),
        type: 'file',
      }),
    ]);
  });

  it('keeps by how the work ended', async () => {
    const keep = [
      { path: 'target/store.jar' },
      { path: 'target/booking.jar', when: 'failure' },
      { path: 'build.log', when: 'always' },
    ] as const;
    expect((await build(keep)).names).toEqual(['build.log', 'target/store.jar']);
    const failed = await build(keep, { fails: true });
    expect(failed.names).toEqual(['build.log', 'target/booking.jar']);
    expect(failed.end.result?.failure?.message).toBe('the build failed.');
  });

  it('can be restored', async () => {
    const { store: url } = await build([{ path: 'target' }]);
    const target = scratchDirectory();
    const store = await openArtifactStore(url);
    await restoreArtifacts({ store, pack: 'test/pipeline-1/task/artifacts.pack', target });
    expect(readFileSync(join(target, 'target', 'booking.jar'), 'utf8')).toBe('booking\n');
  });

  it('T2.3: fails where a pattern leads out, and keeps nothing', async () => {
    const { end, names } = await build([{ path: '../x' }]);
    expect(end.status).toBe(2);
    expect(names).toEqual([]);
    expect(end.result?.failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`artifacts` must be patterns below the workspace, got "../x": it has `..` as a part.',
    });
  });

  it('warns where nothing matches', async () => {
    const { end } = await build([{ path: '*.war' }]);
    expect(end.status).toBe(0);
    expect(end.stderr).toMatch(/^warning: .*\*\.war/);
  });

  it.each(['{"accessKeyId":"a"}', 'hunter2-hunter2'])(
    'says what the file with the access key must be, and nothing of what it is: %s',
    async (text) => {
      const file = join(scratchDirectory(), 's3.json');
      writeFileSync(file, text);
      const end = await startStep(probe, main, {
        inputs: { act: 'jars', name: 'you' },
        task: { artifacts: { store: 's3://bucket/prefix', keep: [{ path: '*.log' }] } },
        env: { STEPYARD_S3_FILE: file },
      }).end;
      expect(end.result?.failure).toMatchObject({
        code: 'INPUT_INVALID',
        message: '`STEPYARD_S3_FILE` must name a JSON file with an access key.',
      });
      expect(end.log).not.toContain('hunter');
    },
  );

  it('says what an S3 store needs', async () => {
    const { end } = await build([{ path: '*.log' }], { store: 's3://bucket/prefix' });
    expect(end.result?.failure).toMatchObject({ code: 'INPUT_MISSING' });
  });
});
