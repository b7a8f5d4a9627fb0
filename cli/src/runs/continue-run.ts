import { holderOf } from '../data/holder.ts';
import { withReader, withScheduler } from '../data/open.ts';
import { commandError } from '../failure.ts';
import { note, print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { notFound } from './not-found.ts';

/** Lets a suspended task go on that waits for a decision or a callback. */
export async function continueRun(run: string, task: string, settings: Settings): Promise<void> {
  const view = (await withReader(settings, (scheduler) => scheduler.get(run))) ?? notFound(run);
  const waiting = view.tasks.filter(({ state, wait }) => state === 'suspended' && wait?.callback === true);
  if (!waiting.some(({ key }) => key === task)) {
    throw commandError(
      `The task ${JSON.stringify(task)} of ${run} waits for no decision or callback.`,
      waiting.length === 0
        ? 'No task of the run does.'
        : `These do: ${waiting.map(({ key }) => key).join(', ')}.`,
      1,
    );
  }
  const attended = (await holderOf(settings)) !== undefined;
  await withScheduler(settings, ({ scheduler }) => scheduler.callback(run, task));
  if (settings.json) await printJson({ run, task, continued: true });
  else await print(`${task} of ${run} goes on`);
  if (!attended && !settings.json)
    note(`Nobody goes on with ${run} now. Go on with it: stepyard run --resume ${run}`);
}
