import { existsSync } from 'node:fs';
import { type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { noteUses, readUses } from './artifact-ledger.ts';
import { dataLayout } from './data-layout.ts';
import { journalStart, readFrames, readFrom } from './read-journal.ts';
import { readLog } from './read-log.ts';
import { openRunIndex, type RunIndex } from './run-index.ts';
import type { RunRecord, StoreReader } from './store.ts';
import type { RunSummary } from './summary.ts';

const pollMs = 50;

/** Makes what lists show of a run from its records. */
export type Summarize = (records: readonly RunRecord[]) => RunSummary | undefined;

/** Reads a data directory that another process, or nobody, holds. */
export function openFileReader(dataDir: string, summarize: Summarize): StoreReader {
  const layout = dataLayout(dataDir);
  const index = lazyIndex(dataDir, summarize);
  return {
    list: async (filter) => (await index.get()).list(filter),
    read: (run) => readRecords(layout.journal(run)),
    follow: (run, over, signal) => followRecords(layout.journal(run), over, signal),
    readLog: ({ run, task, attempt }, range) => readLog(layout.log(run, task, attempt), range),
    artifactUses: (run) => readUses(layout.artifactLedger(run)),
    noteArtifacts: (run, artifacts, use) => noteUses(layout.artifactLedger(run), artifacts, use),
    close: index.close,
  };
}

/** The records of a run; nothing where there is none. */
export async function readRecords(path: string): Promise<readonly RunRecord[] | undefined> {
  if (!existsSync(path)) return undefined;
  const records: RunRecord[] = [];
  readFrames(path, await readFile(path), (payload) => records.push(JSON.parse(payload)));
  return records.length === 0 ? undefined : records;
}

/** The summaries of all runs that can be read. */
export async function readSummaries(dataDir: string, summarize: Summarize): Promise<readonly RunSummary[]> {
  const layout = dataLayout(dataDir);
  const summaries: RunSummary[] = [];
  for (const run of await readdir(layout.runs).catch(() => [])) {
    const records = await readRecords(layout.journal(run)).catch(() => undefined);
    const summary = records && summarize(records);
    if (summary !== undefined) summaries.push(summary);
  }
  return summaries;
}

async function* followRecords(
  path: string,
  over: (record: RunRecord) => boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunRecord> {
  const handle = await open(path, 'r');
  try {
    for (let cursor = journalStart; signal?.aborted !== true; ) {
      const records: RunRecord[] = [];
      const bytes = await readRest(handle, cursor.end);
      const read = readFrom(path, bytes, cursor, cursor.end, (payload) => records.push(JSON.parse(payload)));
      cursor = read;
      for (const record of records) {
        yield record;
        if (over(record)) return;
      }
      if (records.length === 0) await sleep(pollMs);
    }
  } finally {
    await handle.close();
  }
}

async function readRest(handle: FileHandle, from: number): Promise<Buffer> {
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.max(0, size - from));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
  return bytes.subarray(0, bytesRead);
}

interface LazyIndex {
  get(): Promise<RunIndex>;
  close(): Promise<void>;
}

/** Where there is no index yet, one is made in memory: a reader writes nothing that the holder owns. */
function lazyIndex(dataDir: string, summarize: Summarize): LazyIndex {
  const { index: path } = dataLayout(dataDir);
  let opened: Promise<RunIndex> | undefined;
  const make = async () => {
    if (existsSync(path)) return openRunIndex(path, true);
    const index = openRunIndex(':memory:');
    index.rebuild(await readSummaries(dataDir, summarize), 0);
    return index;
  };
  return {
    get() {
      opened ??= make();
      return opened;
    },
    close: async () => (await opened)?.close(),
  };
}
