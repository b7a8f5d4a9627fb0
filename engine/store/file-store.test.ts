import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileReader } from './file-reader.ts';
import { openFileStore } from './file-store.ts';
import { openRunRegister } from './run-register.ts';
import type { Store } from './store.ts';
import { createdRecord, recovered, storeSuite, summarizeRecords } from './store-suite.ts';

storeSuite('engine/store/file-store', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'stepyard-store-'));
  return {
    open: () => openFileStore(directory, summarizeRecords),
    openReader: async () => openFileReader(directory, summarizeRecords),
    dropIndex: async () => {
      for (const end of ['', '-wal', '-shm'])
        await rm(join(directory, `index.sqlite${end}`), { force: true });
    },
    clear: () => rm(directory, { recursive: true }),
  };
});

describe('engine/store/file-store: damage', () => {
  let directory: string;
  let store: Store;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stepyard-store-'));
    store = await openFileStore(directory, summarizeRecords);
    for (const request of ['one', 'two']) {
      const { run } = await store.number({ project: 'demo', pipeline: 'app', request });
      await store.append(run, createdRecord(run));
      await store.append(run, { type: 'admitted', at: 2 });
    }
    await store.close();
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  const journal = (run: string) => join(directory, 'runs', run, 'journal');

  it('leaves a damaged run alone, naming the byte, and recovers the others', async () => {
    const bytes = await readFile(journal('app-1'));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(journal('app-1'), bytes);
    store = await openFileStore(directory, summarizeRecords);
    const { runs, lost } = await recovered(store);
    expect(runs.map(({ run }) => run)).toEqual(['app-2']);
    expect(lost).toEqual([
      {
        run: 'app-1',
        problem: `The journal ${JSON.stringify(journal('app-1'))} is damaged at byte 8: in the frame there the checksum of its content is wrong.`,
      },
    ]);
    expect(await readFile(journal('app-1'))).toEqual(bytes);
  });

  it('cuts off a write that was never finished, and says so', async () => {
    const { length } = await readFile(journal('app-1'));
    await appendFile(journal('app-1'), 'half a frame');
    store = await openFileStore(directory, summarizeRecords);
    const { runs, notes } = await recovered(store);
    expect(runs[0]?.records.map(({ type }) => type)).toEqual(['created', 'admitted']);
    expect(notes).toEqual([
      `The journal ${JSON.stringify(journal('app-1'))} ended in an unfinished write: 12 bytes were cut off at byte ${length}.`,
    ]);
    expect(await readFile(journal('app-1'))).toHaveLength(length);
  });

  it('numbers on from the runs that are there where the register is gone', async () => {
    await rm(join(directory, 'register'));
    store = await openFileStore(directory, summarizeRecords);
    expect(await store.number({ project: 'demo', pipeline: 'app', request: 'three' })).toMatchObject({
      run: 'app-3',
    });
    expect((await recovered(store)).runs.map(({ run }) => run).sort()).toEqual(['app-1', 'app-2']);
  });

  it('gives a number that was never used to the same request', async () => {
    store = await openFileStore(directory, summarizeRecords);
    await store.number({ project: 'demo', pipeline: 'app', request: 'three' });
    await store.close();
    store = await openFileStore(directory, summarizeRecords);
    expect((await recovered(store)).runs).toHaveLength(2);
    expect(await store.number({ project: 'demo', pipeline: 'app', request: 'three' })).toEqual({
      run: 'app-3',
      number: 3,
      known: true,
    });
    await store.append('app-3', createdRecord('app-3'));
    expect(await store.read('app-3')).toHaveLength(1);
  });
});

describe('engine/store/run-register', () => {
  it('is written anew when it is long, and forgets no number and no open run', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'stepyard-register-'));
    const path = join(directory, 'register');
    let register = await openRunRegister(path, directory);
    await Promise.all(Array.from({ length: 6000 }, (_, index) => register.number('app', `request ${index}`)));
    await Promise.all(Array.from({ length: 5998 }, (_, index) => register.finish(`app-${index + 3}`)));
    await register.close();
    const { length: before } = await readFile(path);
    for (let time = 0; time < 2; time += 1) {
      register = await openRunRegister(path, directory);
      expect(register.open()).toEqual(['app-1', 'app-2']);
      expect(register.finished).toBe(5998);
      await register.close();
    }
    register = await openRunRegister(path, directory);
    expect(await register.number('app', 'request 5999')).toEqual({
      run: 'app-6000',
      number: 6000,
      known: true,
    });
    expect(await register.number('app', 'request 0')).toEqual({ run: 'app-1', number: 1, known: true });
    expect(await register.number('app', 'new')).toEqual({ run: 'app-6001', number: 6001, known: false });
    await register.close();
    expect((await readFile(path)).length).toBeLessThan(before / 3);
    await rm(directory, { recursive: true });
  });
});
