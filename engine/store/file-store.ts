import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { noteUses, readUses } from './artifact-ledger.ts';
import { dataLayout } from './data-layout.ts';
import { openFileReader, readRecords, readSummaries, type Summarize } from './file-reader.ts';
import { createJournal, type Journal, openJournal } from './journal.ts';
import { openLogAppender } from './log-file.ts';
import { openRunIndex, type RunIndex } from './run-index.ts';
import { openRunRegister, type RunRegister } from './run-register.ts';
import type { Recovery, RunRecord, Store } from './store.ts';
import { syncDirectory } from './sync-directory.ts';

/** The store in files of one directory, for the process that holds its lease. */
export async function openFileStore(dataDir: string, summarize: Summarize): Promise<Store> {
  const layout = dataLayout(dataDir);
  await mkdir(layout.runs, { recursive: true, mode: 0o700 });
  const register = await openRunRegister(layout.register, layout.runs);
  const index = openRunIndex(layout.index);
  await bringUpToDate(dataDir, index, register, summarize);
  const reader = openFileReader(dataDir, summarize);
  const journals = new Map<string, Promise<Journal>>();

  return {
    ...reader,
    list: async (filter) => index.list(filter),
    number: ({ pipeline, request }) => register.number(pipeline, request),
    async append(run, record) {
      const journal = journals.get(run) ?? create(layout.run(run), layout.journal(run));
      journals.set(run, journal);
      await (await journal).append(JSON.stringify(record));
    },
    show: (summary) => index.put(summary),
    async finish(run) {
      const journal = await journals.get(run);
      journals.delete(run);
      await journal?.close();
      await register.finish(run);
      index.noteFinished(register.finished);
    },
    recover: (begin) => recover(register.open(), layout.journal, journals, begin),
    async remove(run) {
      index.remove(run);
      await discard(layout.run(run));
    },
    openLog: ({ run, task, attempt }) => openLogAppender(layout.log(run, task, attempt)),
    artifactUses: (run) => readUses(layout.artifactLedger(run)),
    noteArtifacts: (run, artifacts, use) => noteUses(layout.artifactLedger(run), artifacts, use),
    async close() {
      for (const journal of journals.values()) await (await journal).close();
      await register.close();
      index.close();
      await reader.close();
    },
  };
}

async function create(directory: string, path: string): Promise<Journal> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await syncDirectory(join(directory, '..'));
  return createJournal(path);
}

async function recover(
  open: readonly string[],
  pathOf: (run: string) => string,
  journals: Map<string, Promise<Journal>>,
  begin: (run: string) => (record: RunRecord) => void,
): Promise<Recovery> {
  const lost: { run: string; problem: string }[] = [];
  const notes: string[] = [];
  for (const run of open) {
    const path = pathOf(run);
    if (!existsSync(path)) continue;
    const take = begin(run);
    try {
      const { journal, truncated } = await openJournal(path, (payload) => take(JSON.parse(payload)));
      journals.set(run, Promise.resolve(journal));
      if (truncated !== undefined) notes.push(describeCut(path, truncated));
    } catch (error) {
      lost.push({ run, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return { lost, notes };
}

function describeCut(
  path: string,
  { offset, bytes }: { readonly offset: number; readonly bytes: number },
): string {
  return `The journal ${JSON.stringify(path)} ended in an unfinished write: ${bytes} bytes were cut off at byte ${offset}.`;
}

/** The index is brought up to date run by run where it has missed a few, and made anew where it is too old. */
async function bringUpToDate(
  dataDir: string,
  index: RunIndex,
  register: RunRegister,
  summarize: Summarize,
): Promise<void> {
  if (index.finished === register.finished) return;
  const missed = register.finished - (index.finished ?? -1);
  const runs = index.finished === undefined || missed < 0 ? undefined : register.lastFinished(missed);
  if (runs === undefined) {
    index.rebuild(await readSummaries(dataDir, summarize), register.finished);
    return;
  }
  for (const run of runs) {
    const records = await readRecords(dataLayout(dataDir).journal(run)).catch(() => undefined);
    const summary = records && summarize(records);
    if (summary !== undefined) index.put(summary);
  }
  index.noteFinished(register.finished);
}

/** Renamed first, so that a half-removed run is not taken for one. */
async function discard(directory: string): Promise<void> {
  const gone = join(directory, '..', '..', `removed-${process.pid}-${Date.now()}`);
  if (!existsSync(directory)) return;
  await rename(directory, gone);
  await rm(gone, { recursive: true, force: true, maxRetries: 3 });
}
