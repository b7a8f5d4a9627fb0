import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createJournal, type Journal, openJournal } from './journal.ts';
import { syncDirectory } from './sync-directory.ts';

/** A line of the register: which numbers were given, and which runs are through. */
type Entry =
  | {
      readonly type: 'numbered';
      readonly request: string;
      readonly run: string;
      readonly pipeline: string;
      readonly number: number;
    }
  | { readonly type: 'finished'; readonly run: string }
  | {
      readonly type: 'compacted';
      readonly next: Readonly<Record<string, number>>;
      readonly finished: number;
    };

/** Which runs there are. Its journal makes sure that no number is given twice, whatever happens. */
export interface RunRegister {
  /** Finished runs, all that there ever were: an index that has seen fewer is older. */
  readonly finished: number;
  /** Runs that have not finished, oldest first. */
  open(): readonly string[];
  /** The last runs that finished, in order; nothing where so many are not known any more. */
  lastFinished(count: number): readonly string[] | undefined;
  number(pipeline: string, request: string): Promise<{ run: string; number: number; known: boolean }>;
  finish(run: string): Promise<void>;
  close(): Promise<void>;
}

interface Contents {
  readonly next: Map<string, number>;
  readonly open: Set<string>;
  /** Run by request. */
  readonly requests: Map<string, { readonly run: string; readonly number: number }>;
  finished: number;
  recent: string[];
  entries: number;
}

/** Requests that are remembered after their run is through. */
const remembered = 1000;

/** Entries from which on the register is written anew when it is opened. */
const compactFrom = 10_000;

/** Opens the register of a data directory; where the file is gone it is made from the runs that are there. */
export async function openRunRegister(path: string, runsDir: string): Promise<RunRegister> {
  const contents: Contents = {
    next: new Map(),
    open: new Set(),
    requests: new Map(),
    finished: 0,
    recent: [],
    entries: 0,
  };
  let journal: Journal;
  if (existsSync(path)) {
    ({ journal } = await openJournal(path, (payload) => fold(contents, JSON.parse(payload))));
    if (contents.entries >= compactFrom) journal = await compact(path, journal, contents);
  } else {
    await foldDirectory(contents, runsDir);
    journal = await createJournal(path);
    await write(journal, snapshot(contents));
  }
  return {
    get finished() {
      return contents.finished;
    },
    open: () => [...contents.open],
    lastFinished: (count) =>
      count <= contents.recent.length ? contents.recent.slice(contents.recent.length - count) : undefined,
    async number(pipeline, request) {
      const given = contents.requests.get(request);
      if (given !== undefined) {
        await journal.flush();
        return { ...given, known: true };
      }
      const number = contents.next.get(pipeline) ?? 1;
      const run = `${pipeline}-${number}`;
      const entry: Entry = { type: 'numbered', request, run, pipeline, number };
      fold(contents, entry);
      await write(journal, [entry]);
      return { run, number, known: false };
    },
    async finish(run) {
      if (!contents.open.has(run)) return;
      const entry: Entry = { type: 'finished', run };
      fold(contents, entry);
      await write(journal, [entry]);
    },
    close: () => journal.close(),
  };
}

function fold(contents: Contents, entry: Entry): void {
  contents.entries += 1;
  if (entry.type === 'numbered') {
    contents.next.set(entry.pipeline, entry.number + 1);
    contents.open.add(entry.run);
    contents.requests.set(entry.request, { run: entry.run, number: entry.number });
  } else if (entry.type === 'finished') {
    contents.open.delete(entry.run);
    contents.finished += 1;
    contents.recent.push(entry.run);
    if (contents.recent.length > 2 * remembered) contents.recent = contents.recent.slice(-remembered);
  } else {
    contents.recent = [];
    contents.finished = entry.finished;
    for (const [pipeline, number] of Object.entries(entry.next)) contents.next.set(pipeline, number);
  }
}

async function foldDirectory(contents: Contents, runsDir: string): Promise<void> {
  for (const run of await readdir(runsDir)) {
    const [, pipeline, digits] = /^(.+)-(\d+)$/.exec(run) ?? [];
    if (pipeline === undefined) continue;
    const number = Number(digits);
    contents.next.set(pipeline, Math.max(contents.next.get(pipeline) ?? 1, number + 1));
    contents.requests.set(`found ${run}`, { run, number });
    contents.open.add(run);
  }
}

function snapshot(contents: Contents): readonly Entry[] {
  const { next, finished } = contents;
  const kept = [...contents.requests].filter(
    ([, { run }], index, all) => contents.open.has(run) || index >= all.length - remembered,
  );
  const numbered = kept.flatMap(([request, { run, number }]): Entry[] => [
    { type: 'numbered', request, run, pipeline: run.slice(0, run.lastIndexOf('-')), number },
    ...(contents.open.has(run) ? [] : [{ type: 'finished', run } as const]),
  ]);
  return [...numbered, { type: 'compacted', next: Object.fromEntries(next), finished }];
}

async function compact(path: string, old: Journal, contents: Contents): Promise<Journal> {
  await old.close();
  await rm(`${path}.new`, { force: true });
  const fresh = await createJournal(`${path}.new`);
  await write(fresh, snapshot(contents));
  await fresh.close();
  await rename(`${path}.new`, path);
  await syncDirectory(dirname(path));
  const { journal } = await openJournal(join(path), () => {});
  return journal;
}

async function write(journal: Journal, entries: readonly Entry[]): Promise<void> {
  await Promise.all(entries.map((entry) => journal.append(JSON.stringify(entry))));
}
