import { withReader, withScheduler } from '../data/open.ts';
import { note, print, printJson } from '../output.ts';
import { isEnd } from '../run/ends.ts';
import type { Settings } from '../settings.ts';
import { notFound } from './not-found.ts';

/** Stops a run, and waits until it has stopped. */
export async function cancelRun(
  run: string,
  { force = false }: { readonly force?: boolean },
  settings: Settings,
): Promise<void> {
  const view = (await withReader(settings, (scheduler) => scheduler.get(run))) ?? notFound(run);
  const stopped = !isEnd(view.state) && (await stop(run, force, settings));
  const now = (await withReader(settings, (scheduler) => scheduler.get(run))) ?? view;
  if (settings.json) await printJson({ run, stopped, state: now.state });
  else await print(stopped ? `${run} is stopped: ${now.state}` : `${run} had ended already: ${now.state}`);
}

function stop(run: string, force: boolean, settings: Settings): Promise<boolean> {
  return withScheduler(settings, async ({ scheduler }) => {
    const stopped = await scheduler.cancel(run, { force });
    if (!settings.json) note(`Waiting for ${run} to stop.`);
    for await (const change of scheduler.events(run)) {
      if (change.type !== 'task' && isEnd(change.run.state)) break;
    }
    return stopped;
  });
}
