import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { EndState } from '../core/state.ts';
import type { Executor } from '../executors/executor.ts';
import type { DataLayout } from '../store/data-layout.ts';
import type { Store } from '../store/store.ts';
import type { FoldedRun } from './fold.ts';
import type { LiveRun } from './live-run.ts';
import type { RunReader } from './run-reader.ts';
import type { SchedulerSettings } from './scheduler.ts';
import { toSummary } from './to-view.ts';

const ends: readonly EndState[] = ['success', 'warning', 'failed', 'aborted'];
const defaultKept = 100;

export interface PutAwayWith {
  readonly store: Store;
  readonly layout: DataLayout;
  readonly settings: SchedulerSettings;
  readonly log: (line: string) => void;
  readonly executors: readonly Executor[];
  reader(): RunReader;
}

/** Puts a run away that has ended: its workspace goes where it is not kept, old runs of the pipeline go too. */
export async function putAway(live: LiveRun, by: PutAwayWith): Promise<void> {
  const { store, layout, settings, log } = by;
  const { run, pipeline, end } = live.state;
  const kept = settings.keep?.workspaces ?? 'failed';
  if (kept === 'none' || (kept === 'failed' && end === 'success')) {
    await rm(layout.workspace(run), { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) =>
      log(`${run}: its workspace was not removed: ${String(error)}`),
    );
  }
  await live.executor.shared
    ?.end(run, { workspace: existsSync(layout.workspace(run)) })
    .catch((error: unknown) => log(`${run}: what its tasks shared was not removed: ${String(error)}`));
  store.show(toSummary(live.state));
  await store.finish(run);
  const most = settings.keep?.runs ?? defaultKept;
  const ended = await store.list({ pipeline, states: ends, limit: most + 20 });
  for (const old of ended.slice(most)) {
    const folded = await by.reader().fold(old.run);
    if (folded === undefined) continue;
    // It stays as long as its artifacts do: they are found by it alone.
    await removeRun(folded, by).catch((error: unknown) =>
      log(`${old.run}: it was not removed: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}

/** Removes a run with all that belongs to it. */
export async function removeRun(
  folded: FoldedRun,
  by: Pick<PutAwayWith, 'store' | 'reader' | 'executors'>,
): Promise<void> {
  const executor = by.executors.find(({ name }) => name === folded.facts.executor);
  await executor?.shared?.end(folded.state.run, { workspace: false });
  await by.reader().removePacks(folded);
  await by.store.remove(folded.state.run);
}
