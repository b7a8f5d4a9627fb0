import type { Caches } from '../cache/caches.ts';
import type { Executor } from '../executors/executor.ts';
import type { DataLayout } from '../store/data-layout.ts';
import { type AttemptNote, removeNote } from './attempt-note.ts';
import type { LiveRun } from './live-run.ts';

export interface ClearAwayWith {
  readonly layout: DataLayout;
  readonly caches: Caches;
  readonly log: (line: string) => void;
}

/** Removes what an attempt left, once its outcome is durable. The note goes last: it says that this is to be done. */
export async function clearAway(
  live: Pick<LiveRun, 'executor'> & { readonly state: { readonly run: string } },
  name: string,
  note: AttemptNote,
  keepCaches: boolean,
  by: ClearAwayWith,
): Promise<void> {
  for (const cache of note.caches) await by.caches.tearDown(cache, { keep: keepCaches });
  await live.executor.remove(name).catch((error: unknown) => by.log(notCleared(name, error)));
  await removeNote(by.layout.attempt(live.state.run, name));
}

/** Removes an attempt that no run knows, stopped first where it still runs. */
export async function removeAttempt(
  executor: Executor,
  name: string,
  log: (line: string) => void,
): Promise<void> {
  try {
    await executor.cancel(name);
    await executor.wait(name);
    await executor.remove(name);
  } catch (error) {
    log(notCleared(name, error));
  }
}

function notCleared(name: string, error: unknown): string {
  return `${name}: it was not cleared away: ${error instanceof Error ? error.message : String(error)}`;
}
