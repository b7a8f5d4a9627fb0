import { type ChangeFeed, createFeed } from './change-feed.ts';
import { noRun } from './driver-error.ts';
import type { LiveRun } from './live-run.ts';
import type { RunReader } from './run-reader.ts';
import type { Clock } from './scheduler.ts';
import type { RunChange } from './view.ts';

/** Those who follow the changes of runs. */
export interface Watching {
  events(run: string): AsyncGenerator<RunChange>;
  /** No more changes come: who still follows is told why. */
  fail(error: Error): void;
}

/** Follows runs that this process holds; one that has ended is a snapshot and nothing more. */
export function createWatching(
  reader: RunReader,
  liveOf: (run: string) => LiveRun | undefined,
  clock: Clock,
): Watching {
  const feeds = new Set<ChangeFeed>();
  return {
    async *events(run) {
      const live = liveOf(run);
      const feed = createFeed();
      live?.watchers.add(feed.push);
      feeds.add(feed);
      try {
        const view = await reader.view(run);
        if (view === undefined) throw noRun(run);
        yield { type: 'snapshot', at: clock.now(), run: view };
        if (live !== undefined && view.finishedAt === undefined) yield* feed;
      } finally {
        live?.watchers.delete(feed.push);
        feeds.delete(feed);
      }
    },
    fail(error) {
      for (const feed of feeds) feed.fail(error);
    },
  };
}
