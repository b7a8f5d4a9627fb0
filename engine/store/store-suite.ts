import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../testing/plan.ts';
import type { CreatedRecord, RunRecord, Store, StoreReader } from './store.ts';
import type { RunSummary } from './summary.ts';

/** A place for stores: each store opened on it sees what the one before has left. */
export interface StorePlace {
  open(): Promise<Store>;
  /** Beside a store that is open. */
  openReader(): Promise<StoreReader>;
  /** Loses what can be made again from the journals. */
  dropIndex(): Promise<void>;
  clear(): Promise<void>;
}

/** What a first record looks like. */
export function createdRecord(run: string, more: Partial<CreatedRecord> = {}): CreatedRecord {
  return {
    type: 'created',
    at: 1000,
    run,
    number: Number(run.split('-').at(-1)),
    project: 'demo',
    plan: samplePlan([{ tasks: [{ id: 'a' }] }], { pipeline: run.replace(/-\d+$/, '') }),
    retry: { baseMs: 1, maxMs: 1 },
    submission: { request: `request of ${run}`, executor: 'process' },
    ...more,
  };
}

/** What the suites show of a run: enough to tell states apart. */
export function summarizeRecords(records: readonly RunRecord[]): RunSummary | undefined {
  const [first] = records;
  if (first?.type !== 'created') return undefined;
  const { run, number, project, plan, at } = first;
  const over = records.some(({ type }) => type === 'ended');
  const state = over ? 'success' : 'running';
  return { run, number, project, pipeline: plan.pipeline, title: plan.title, state, queuedAt: at };
}

/** What a store gives back of the runs that have not finished. */
export async function recovered(store: Store) {
  const runs: { readonly run: string; readonly records: RunRecord[] }[] = [];
  const recovery = await store.recover((run) => {
    const records: RunRecord[] = [];
    runs.push({ run, records });
    return (record) => records.push(record);
  });
  return { ...recovery, runs: runs.filter(({ records }) => records.length > 0) };
}

const started: RunRecord = { type: 'started', at: 2000, task: 'a', attempt: 1, start: 1 };
const ended: RunRecord = {
  type: 'ended',
  at: 3000,
  task: 'a',
  attempt: 1,
  start: 1,
  outcome: { status: 'success' },
};
const place = { run: 'app-1', task: 'a', attempt: 1 };

/** What every store must do. */
export function storeSuite(name: string, make: () => Promise<StorePlace>): void {
  describe(name, () => {
    let at: StorePlace;
    let store: Store;
    beforeEach(async () => {
      at = await make();
      store = await at.open();
    });
    afterEach(async () => {
      await store.close();
      await at.clear();
    });
    const reopen = async () => {
      await store.close();
      store = await at.open();
    };
    const number = (pipeline: string, request: string) =>
      store.number({ project: 'demo', pipeline, request });
    async function addRun(pipeline: string, more: Partial<CreatedRecord> = {}): Promise<string> {
      const { run } = await number(pipeline, `request ${pipeline} ${more.at}`);
      const first = createdRecord(run, more);
      await store.append(run, first);
      const summary = summarizeRecords([first]);
      if (summary !== undefined) store.show(summary);
      return run;
    }
    async function endRun(run: string): Promise<void> {
      await store.append(run, ended);
      const summary = summarizeRecords((await store.read(run)) ?? []);
      if (summary !== undefined) store.show(summary);
      await store.finish(run);
    }

    it('numbers the runs of a pipeline one after another, and of each pipeline by itself', async () => {
      expect(await number('app', 'one')).toEqual({ run: 'app-1', number: 1, known: false });
      expect(await number('app', 'two')).toEqual({ run: 'app-2', number: 2, known: false });
      expect(await number('web', 'three')).toEqual({ run: 'web-1', number: 1, known: false });
    });

    it('T4.2: gives one request one number, however often it asks, also later', async () => {
      for (let time = 0; time < 10; time += 1)
        expect(await number('app', 'one')).toMatchObject({ number: 1 });
      await reopen();
      expect(await number('app', 'one')).toEqual({ run: 'app-1', number: 1, known: true });
      expect(await number('app', 'two')).toMatchObject({ number: 2 });
    });

    it('never gives a number twice, also after its run was removed', async () => {
      const run = await addRun('app');
      await endRun(run);
      await store.remove(run);
      await reopen();
      expect(await number('app', 'later')).toMatchObject({ run: 'app-2' });
      expect(await store.read(run)).toBeUndefined();
    });

    it('gives back the records of runs that have not finished, in order', async () => {
      const first = await addRun('app', { at: 1 });
      const second = await addRun('app', { at: 2 });
      const third = await addRun('web', { at: 3 });
      await Promise.all([store.append(first, started), store.append(first, ended)]);
      await endRun(second);
      await reopen();
      const { runs, lost, notes } = await recovered(store);
      expect(runs.map(({ run, records }) => [run, records.map(({ type }) => type)])).toEqual([
        [first, ['created', 'started', 'ended']],
        [third, ['created']],
      ]);
      expect([lost, notes]).toEqual([[], []]);
      await store.append(third, started);
      expect(await store.read(third)).toHaveLength(2);
    });

    it('T4.3: keeps the definition that a run began with', async () => {
      const run = await addRun('app');
      await reopen();
      const [first] = (await store.read(run)) ?? [];
      expect(first).toEqual(JSON.parse(JSON.stringify(createdRecord(run))));
    });

    it('lists runs by project, pipeline, state and time, newest first', async () => {
      for (const time of [1, 2, 3]) await addRun('app', { at: time });
      await addRun('web', { at: 4, project: 'shop' });
      await endRun('app-2');
      const names = async (filter: Parameters<Store['list']>[0]) =>
        (await store.list(filter)).map(({ run }) => run);
      expect(await names({})).toEqual(['web-1', 'app-3', 'app-2', 'app-1']);
      expect(await names({ project: 'shop' })).toEqual(['web-1']);
      expect(await names({ pipeline: 'app', limit: 2 })).toEqual(['app-3', 'app-2']);
      expect(await names({ states: ['success'] })).toEqual(['app-2']);
      expect(await names({ before: 3, states: ['running', 'queueing'] })).toEqual(['app-1']);
    });

    it('makes its lists again when they are lost', async () => {
      await addRun('app', { at: 1 });
      await endRun(await addRun('app', { at: 2 }));
      const before = await store.list({});
      await store.close();
      await at.dropIndex();
      store = await at.open();
      expect(await store.list({})).toEqual(before);
    });

    it('lets readers see a run as it goes on', async () => {
      const run = await addRun('app');
      const reader = await at.openReader();
      const seen: string[] = [];
      const following = (async () => {
        for await (const { type } of reader.follow(run, ({ type }) => type === 'ended')) seen.push(type);
      })();
      await store.append(run, started);
      await store.append(run, ended);
      await following;
      expect(seen).toEqual(['created', 'started', 'ended']);
      expect((await reader.list({})).map(({ run: listed }) => listed)).toEqual([run]);
      expect(await reader.read('app-9')).toBeUndefined();
      await reader.close();
    });

    it('keeps logs, reads them by byte and by line, and goes on after a restart', async () => {
      const line = (index: number) => `line ${index} 克隆\n`;
      const text = Array.from({ length: 2000 }, (_, index) => line(index)).join('');
      let log = await store.openLog(place);
      await log.append(Buffer.from(text.slice(0, 7777)));
      await log.close();
      await reopen();
      log = await store.openLog(place);
      const rest = Buffer.from(text).subarray(log.size);
      for (let from = 0; from < rest.length; from += 999) await log.append(rest.subarray(from, from + 999));
      expect(log.size).toBe(Buffer.byteLength(text));
      await log.close();
      const read = async (range: object) => {
        const parts: Uint8Array[] = [];
        for await (const { bytes } of store.readLog(place, range)) parts.push(bytes);
        return Buffer.concat(parts).toString();
      };
      expect(await read({})).toBe(text);
      expect(await read({ offset: 7 })).toBe(Buffer.from(text).subarray(7).toString());
      for (const first of [0, 1, 255, 256, 257, 1024, 1999, 5000]) {
        expect(await read({ line: first, lines: 2 })).toBe(
          first > 1999 ? '' : line(first) + (first === 1999 ? '' : line(first + 1)),
        );
      }
    });

    it('follows a log until nothing more comes', async () => {
      const log = await store.openLog(place);
      await log.append(Buffer.from('one\n'));
      let over = false;
      const seen: string[] = [];
      const following = (async () => {
        for await (const { bytes } of store.readLog(place, { follow: () => over })) {
          seen.push(Buffer.from(bytes).toString());
          if (seen.length === 1) await log.append(Buffer.from('two\n'));
          over = seen.length > 1;
        }
      })();
      await following;
      await log.close();
      expect(seen.join('')).toBe('one\ntwo\n');
    });

    it('gives an empty log where there is none', async () => {
      for await (const chunk of store.readLog(place, {})) expect(chunk).toBeUndefined();
    });

    it('T2.3: counts each download of an artifact, by whoever it is', async () => {
      const run = await addRun('app');
      expect(await store.artifactUses(run)).toEqual(new Map());
      const reader = await at.openReader();
      await store.noteArtifacts(run, ['store.jar'], 'downloaded');
      await reader.noteArtifacts(run, ['store.jar'], 'downloaded');
      await reader.noteArtifacts(run, ['old.jar'], 'removed');
      await reader.close();
      expect(await store.artifactUses(run)).toEqual(
        new Map([
          ['store.jar', { downloads: 2, removed: false }],
          ['old.jar', { downloads: 0, removed: true }],
        ]),
      );
    });
  });
}
