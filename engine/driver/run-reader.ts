import { existsSync } from 'node:fs';
import type { RunState } from '../core/state.ts';
import type { LogChunk } from '../executors/executor.ts';
import type { DataLayout } from '../store/data-layout.ts';
import type { StoreReader } from '../store/store.ts';
import { openPlace } from './artifact-place.ts';
import { noRun, noTask } from './driver-error.ts';
import { type FoldedRun, foldRun } from './fold.ts';
import { taskOf } from './live-run.ts';
import { sourcesOf } from './make-live.ts';
import { type ArtifactReader, createArtifactReader } from './run-artifacts.ts';
import type { LogRequest } from './scheduler.ts';
import { toView } from './to-view.ts';
import type { RunView } from './view.ts';

/** What can be read of runs, in the process that holds them and beside it. */
export interface RunReader extends ArtifactReader {
  fold(run: string): Promise<FoldedRun | undefined>;
  view(run: string): Promise<RunView | undefined>;
  logs(request: LogRequest): AsyncIterable<LogChunk>;
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

  const kept = createArtifactReader({ store, required, packs });

  return {
    ...kept,
    fold,
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

/** The names of runs are parts of paths. */
function isRunName(run: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,250}$/.test(run);
}
