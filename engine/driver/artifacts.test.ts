import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { collectArtifacts, openArtifactStore, setPrefix } from '@stepyard/contract/artifacts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import { type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';

let at: TestScheduler;
let pack: string;
beforeEach(async () => {
  at = await testScheduler({ behave: () => ({ hold: true }) });
  const artifacts = [{ path: '/app/*.jar' }];
  const run = await at.submit(samplePlan([{ tasks: [{ id: 'a', artifacts }] }]));
  await at.until(run, ({ state }) => state === 'running');
  const request = at.executor.requests.get('sample-1-a-1');
  const facts = JSON.parse(request?.files.STEPYARD_TASK ?? '');
  expect(facts.artifacts).toEqual({
    store: pathToFileURL(join(at.dataDir, 'artifacts')).href,
    keep: artifacts,
  });
  const workspace = request?.workspace ?? '';
  await mkdir(workspace, { recursive: true });
  for (const name of ['store.jar', 'booking.jar', 'billing.jar'])
    await writeFile(join(workspace, name), name);
  const { entries } = await collectArtifacts({
    workspace,
    patterns: artifacts,
    store: await openArtifactStore(facts.artifacts.store),
    prefix: 'demo/sample-1/a',
  });
  pack = join(at.dataDir, 'artifacts', entries[0]?.pack ?? '');
  at.executor.release('sample-1-a-1', { files: { 'artifacts.json': JSON.stringify(entries) } });
  await at.ended(run);
});
afterEach(() => at.remove());

const shown = async () =>
  (await at.scheduler.artifacts('sample-1')).map(({ name, task, size, downloads }) => [
    name,
    task,
    size,
    downloads,
  ]);

async function textOf(bytes: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes ?? []) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('engine/driver/artifacts', () => {
  it('T2.3: lists what was kept with size and downloads, and counts each download', async () => {
    expect(await shown()).toEqual([
      ['billing.jar', 'a', 11, 0],
      ['booking.jar', 'a', 11, 0],
      ['store.jar', 'a', 9, 0],
    ]);
    for (let time = 0; time < 2; time += 1) {
      expect(await textOf(await at.scheduler.download({ run: 'sample-1', name: 'store.jar' }))).toBe(
        'store.jar',
      );
    }
    await at.scheduler.download({ run: 'sample-1', task: 'a', name: 'booking.jar' });
    expect((await shown()).map(([name, , , downloads]) => [name, downloads])).toEqual([
      ['billing.jar', 0],
      ['booking.jar', 1],
      ['store.jar', 2],
    ]);
    const [first] = await at.scheduler.artifacts('sample-1');
    expect(first?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Date.parse(first?.updatedAt ?? '')).toBeGreaterThan(0);
    at = await at.restart();
    expect((await shown())[2]).toEqual(['store.jar', 'a', 9, 2]);
  });

  it('T2.3: puts several below a directory at once, and counts a download of each', async () => {
    const directory = join(at.dataDir, 'to');
    const jars = (await at.scheduler.artifacts('sample-1')).filter(({ name }) => name.startsWith('b'));
    for (let time = 0; time < 2; time += 1) await at.scheduler.restore(jars, directory);
    expect(readdirSync(directory)).toEqual(['billing.jar', 'booking.jar']);
    expect((await shown()).map(([name, , , downloads]) => [name, downloads])).toEqual([
      ['billing.jar', 2],
      ['booking.jar', 2],
      ['store.jar', 0],
    ]);
    const other = jars.map((one) => ({ ...one, sha256: '0'.repeat(64) }));
    await expect(at.scheduler.restore(other, directory)).rejects.toThrow(
      '"billing.jar" of sample-1 is not in "demo/sample-1/a/artifacts.pack" any more as it was kept.',
    );
  });

  it('lists the named sets that a run has saved, of each the latest attempt', async () => {
    const store = await openArtifactStore(pathToFileURL(join(at.dataDir, 'artifacts')).href);
    const save = async (run: string, attempt: number, text: string) => {
      const workspace = join(at.dataDir, `${run}-${attempt}`);
      await mkdir(workspace);
      for (const name of ['a', 'b']) await writeFile(join(workspace, name), text);
      const place = {
        project: 'demo',
        trust: 'branch',
        pipeline: 'sample',
        run,
        attempt,
        task: 'a',
      } as const;
      await collectArtifacts({
        workspace,
        patterns: [{ path: '**' }],
        store,
        prefix: setPrefix(place, 'dist'),
      });
    };
    await save('sample-1', 1, 'first');
    await save('sample-1', 2, 'second');
    await save('sample-2', 1, 'other');
    const [set, ...others] = await at.scheduler.artifactSets('sample-1');
    expect([others, set?.name, set?.task, set?.attempt]).toEqual([[], 'dist', 'a', 2]);
    const files = set?.files ?? [];
    expect(files.map(({ name, size, downloads }) => [name, size, downloads])).toEqual([
      ['a', 6, 0],
      ['b', 6, 0],
    ]);
    await at.scheduler.restore(files.slice(1), join(at.dataDir, 'to'));
    expect(readdirSync(join(at.dataDir, 'to'))).toEqual(['b']);
    const again = (await at.scheduler.artifactSets('sample-1'))[0]?.files ?? [];
    expect(again.map(({ downloads }) => downloads)).toEqual([0, 1]);
    await at.scheduler.removeArtifacts(again);
    expect((await at.scheduler.artifactSets('sample-1')).map(({ attempt }) => attempt)).toEqual([1]);
    expect(await shown()).toHaveLength(3);
  });

  it('gives nothing where there is nothing', async () => {
    expect(await at.scheduler.download({ run: 'sample-1', name: 'war.jar' })).toBeUndefined();
    expect(await at.scheduler.download({ run: 'sample-1', task: 'b', name: 'store.jar' })).toBeUndefined();
    await expect(at.scheduler.artifacts('sample-7')).rejects.toThrow('There is no run "sample-7".');
  });

  it('removes one artifact, and the pack with the last', async () => {
    const all = await at.scheduler.artifacts('sample-1');
    await at.scheduler.removeArtifacts(all.filter(({ name }) => name === 'store.jar'));
    expect((await shown()).map(([name]) => name)).toEqual(['billing.jar', 'booking.jar']);
    expect(existsSync(pack)).toBe(true);
    await at.scheduler.removeArtifacts(await at.scheduler.artifacts('sample-1'));
    expect(await shown()).toEqual([]);
    expect(existsSync(pack)).toBe(false);
  });

  it('removes them with their run', async () => {
    await at.scheduler.delete('sample-1');
    expect(existsSync(pack)).toBe(false);
  });
});
