import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CacheBackend } from '../cache/cache-backend.ts';
import { keyOfFiles } from '../cache/key-files.ts';
import { samplePlan } from '../testing/plan.ts';
import { sampleCatalog, sampleManifest } from '../testing/sample-template.ts';
import { type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';

let at: TestScheduler;
afterEach(() => at.remove());

describe('engine/driver/task-caches', () => {
  it('T1.7: gives a task the volumes that it mounts, of its project, where it wants them', async () => {
    const asked: unknown[] = [];
    const backend: CacheBackend = {
      name: 'memory',
      canSupport: async () => true,
      setUp: async (request) => {
        asked.push([request.project, request.path, request.template, request.cache]);
        return { name: request.cache, path: `/caches/${request.cache}`, request };
      },
      tearDown: async () => ({ saved: false, savedBytes: 0 }),
    };
    const given: unknown[] = [];
    at = await testScheduler({
      caches: [backend],
      behave: ({ caches }) => {
        given.push(caches);
        return {};
      },
    });
    const mounts = [{ volume: 'm2', kind: 'exclusive' as const, path: '/root/.m2' }];
    const tasks = [
      { id: 'a', cache: { enabled: true, mounts } },
      { id: 'b', cache: { enabled: false, mounts } },
    ];
    await at.ended(await at.submit(samplePlan([{ parallel: false, tasks }])));
    expect(asked).toEqual([
      ['demo', undefined, 'sample', 'repository'],
      ['demo', '(volume)', '(volume)', 'm2'],
    ]);
    expect(given).toEqual([
      [
        { name: 'repository', path: '/caches/repository' },
        { name: 'm2', path: '/caches/m2', at: '/root/.m2' },
      ],
      [],
    ]);
  });

  it('keeps a cache apart for each state of the lock files that its template names', async () => {
    const keys: string[] = [];
    const backend: CacheBackend = {
      name: 'memory',
      canSupport: async () => true,
      setUp: async (request) => {
        keys.push(request.key);
        return { name: request.cache, path: '/cache', request };
      },
      tearDown: async () => ({ saved: false, savedBytes: 0 }),
    };
    const { repository } = sampleManifest.caches ?? {};
    if (repository === undefined) throw new Error('The sample has a cache.');
    const caches = { repository: { ...repository, keyFiles: ['*.lock'] } };
    let workspace = '';
    at = await testScheduler({
      caches: [backend],
      catalog: sampleCatalog({ ...sampleManifest, caches }),
      behave: (request) => {
        workspace = request.workspace;
        writeFileSync(join(workspace, 'a.lock'), 'one');
        return {};
      },
    });
    const cache = { enabled: true };
    const tasks = [
      { id: 'a', cache },
      { id: 'b', cache },
      { id: 'c', cache, workdir: 'elsewhere' },
    ];
    await at.ended(await at.submit(samplePlan([{ parallel: false, tasks }])));
    const key = `sample@1/${process.platform}-${process.arch}`;
    writeFileSync(join(at.dataDir, 'a.lock'), 'one');
    expect(keys).toEqual([key, `${key}/${await keyOfFiles(at.dataDir, ['*.lock'])}`, key]);
  });
});
