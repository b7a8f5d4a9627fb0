import type { RunView, Scheduler } from '@stepyard/engine';
import { note, print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { ending } from '../show/ending.ts';
import { follow } from './follow.ts';
import { liveTree, plainLines } from './onlookers.ts';

export interface WatchOptions {
  /** Stays where only decisions of people are left. */
  readonly wait?: boolean;
}

/** Shows a run while it goes on, and how it ended. An interrupt cancels it; a second one its finally tasks too. */
export async function watchRun(
  scheduler: Scheduler,
  run: string,
  settings: Settings,
  { wait = false }: WatchOptions = {},
): Promise<RunView> {
  const live = process.stdout.isTTY === true && !settings.json;
  const shown = live
    ? liveTree(process.stdout)
    : plainLines((line) => (settings.json ? undefined : void process.stdout.write(`${line}\n`)));
  const stopWatching = cancelOnInterrupt(scheduler, run);
  const view = await follow(scheduler, run, shown, wait).finally(() => {
    shown.end();
    stopWatching();
  });
  const artifacts = await scheduler.artifacts(run);
  if (settings.json) {
    await printJson({ ...view, artifacts });
  } else await print(`\n${ending(view, artifacts)}`);
  if (view.state === 'suspended') note(`it waits; go on watching with: stepyard run --resume ${run}`);
  return view;
}

function cancelOnInterrupt(scheduler: Scheduler, run: string): () => void {
  let asked = 0;
  const cancel = () => {
    asked += 1;
    note(asked === 1 ? `stopping ${run}; once more stops its finally tasks too` : `stopping ${run} at once`);
    scheduler.cancel(run, { force: asked > 1 }).catch((error: unknown) => note(String(error)));
  };
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  return () => void process.off('SIGINT', cancel).off('SIGTERM', cancel);
}
