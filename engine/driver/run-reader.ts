import { existsSync } from 'node:fs';
import { type ArtifactEntry, listPack, readOne } from '@stepyard/contract/artifacts';
import type { RunState, TaskState } from '../core/state.ts';
import type { LogChunk } from '../executors/executor.ts';
import type { DataLayout } from '../store/data-layout.ts';
import type { StoreReader } from '../store/store.ts';
import { openPlace } from './artifact-place.ts';
import { noRun, noTask } from './driver-error.ts';
import { type FoldedRun, foldRun } from './fold.ts';
import { taskOf } from './live-run.ts';
import { sourcesOf } from './make-live.ts';
import type { ArtifactListing, ArtifactName, LogRequest } from './scheduler.ts';
import { toView } from './to-view.ts';
import type { RunView } from './view.ts';

/** What can be read of runs, in the process that holds them and beside it. */
export interface RunReader {
  fold(run: string): Promise<FoldedRun | undefined>;
  view(run: string): Promise<RunView | undefined>;
  logs(request: LogRequest): AsyncIterable<LogChunk>;
  artifacts(run: string): Promise<readonly ArtifactListing[]>;
  download(artifact: ArtifactName): Promise<AsyncIterable<Uint8Array> | undefined>;
  removeArtifact(artifact: ArtifactName): Promise<boolean>;
  /** Removes the packs of a run from the store that it kept them in. */
  removePacks(run: FoldedRun): Promise<void>;
}

/** `live` gives the state of a run that this process holds. */
export function createRunReader(
  store: StoreReader,
  layout: DataLayout,
  live: (run: string) => FoldedRun | undefined,
  sources: Parameters<typeof sourcesOf>[1],
): RunReader {
  const packs = ({ facts }: FoldedRun) => openPlace({ facts, ...sourcesOf(facts, sources) }, layout);

  async function fold(run: string): Promise<FoldedRun | undefined> {
    if (!isRunName(run)) return undefined;
    const records = live(run) === undefined ? await store.read(run) : undefined;
    return live(run) ?? (records && foldRun(records));
  }

  async function required(run: string): Promise<FoldedRun> {
    const folded = await fold(run);
    if (folded === undefined) throw noRun(run);
    return folded;
  }

  async function artifacts(run: string): Promise<readonly ArtifactListing[]> {
    const folded = await required(run);
    const uses = await store.artifactUses(run);
    const listed: ArtifactListing[] = [];
    for (const task of folded.state.tasks) {
      for (const entry of await entriesOf(folded, task)) {
        const use = uses.get(useName(task.key, entry.name));
        if (use?.removed !== true)
          listed.push({ ...entry, run, task: task.key, downloads: use?.downloads ?? 0 });
      }
    }
    return listed;
  }

  async function entriesOf(folded: FoldedRun, { products }: TaskState): Promise<readonly ArtifactEntry[]> {
    const short = products?.artifacts ?? [];
    const files = (products?.packs ?? []).reduce((sum, pack) => sum + pack.files, 0);
    if (files === short.length) return short;
    const opened = await packs(folded);
    const lists = await Promise.all(
      (products?.packs ?? []).map(async ({ pack }) =>
        (await listPack(opened, pack)).map((entry) => ({ ...entry, pack })),
      ),
    );
    return lists.flat();
  }

  async function find({ run, name, task }: ArtifactName): Promise<ArtifactListing | undefined> {
    const all = await artifacts(run);
    return all.find((one) => one.name === name && (task === undefined || one.task === task));
  }

  return {
    fold,
    artifacts,
    async view(run) {
      const folded = await fold(run);
      const workspace = layout.workspace(run);
      return folded && toView(folded.state, existsSync(workspace) ? workspace : undefined);
    },
    async *logs(request) {
      const { run, task: key, offset, line, lines, follow } = request;
      const { state } = await required(run);
      const task = taskOf(state, key);
      if (task === undefined)
        throw noTask(
          run,
          key,
          state.tasks.map((one) => one.key),
        );
      const attempt = request.attempt ?? Math.max(1, task.attempts.at(-1)?.attempt ?? task.attempt);
      const over = async () => isOver((await fold(run))?.state, key, attempt);
      yield* store.readLog(
        { run, task: key, attempt },
        {
          ...(offset !== undefined && { offset }),
          ...(line !== undefined && { line }),
          ...(lines !== undefined && { lines }),
          ...(follow === true && { follow: over }),
        },
      );
    },
    async download(artifact) {
      const found = await find(artifact);
      if (found === undefined) return undefined;
      const bytes = readOne(await packs(await required(found.run)), found);
      await store.noteArtifact(found.run, useName(found.task, found.name), 'downloaded');
      return bytes;
    },
    async removeArtifact(artifact) {
      const found = await find(artifact);
      if (found === undefined) return false;
      const opened = await packs(await required(artifact.run));
      await store.noteArtifact(found.run, useName(found.task, found.name), 'removed');
      const left = (await artifacts(artifact.run)).some(({ pack }) => pack === found.pack);
      if (!left) await opened.delete(found.pack);
      return true;
    },
    async removePacks(folded) {
      const { project, run } = folded.state;
      const opened = await packs(folded);
      const keys: string[] = [];
      for await (const { key } of opened.list(`${project}/${run}/`)) keys.push(key);
      for (const key of keys) await opened.delete(key);
    },
  };
}

function isOver(state: RunState | undefined, key: string, number: number): boolean {
  if (state === undefined || state.phase === 'ended') return true;
  const task = taskOf(state, key);
  const attempt = task?.attempts.find((one) => one.attempt === number);
  return task === undefined || task.phase === 'ended' || attempt?.finishedAt !== undefined;
}

function useName(task: string, name: string): string {
  return `${task}/${name}`;
}

/** The names of runs are parts of paths. */
function isRunName(run: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,250}$/.test(run);
}
