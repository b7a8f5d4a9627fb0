import type { RunView } from '@stepyard/engine';
import { holderOf } from '../data/holder.ts';
import { withReader } from '../data/open.ts';
import { note, print, printJson } from '../output.ts';
import { isEnd } from '../run/ends.ts';
import type { Settings } from '../settings.ts';
import { ending } from '../show/ending.ts';
import { ranImages } from '../show/images.ts';
import { phases } from '../show/phases.ts';
import { notFound } from './not-found.ts';

/** Prints a run: its tasks, why it failed, what it kept. */
export async function showRun(run: string, settings: Settings): Promise<void> {
  await withReader(settings, async (scheduler) => {
    const view = (await scheduler.get(run)) ?? notFound(run);
    const artifacts = await scheduler.artifacts(run);
    if (settings.json) await printJson({ ...view, artifacts });
    else
      await print([ending(view, artifacts), ranImages(view) ?? [], phases(view) ?? []].flat().join('\n\n'));
    await adviseIfLeft(view, settings);
  });
}

/** A run that nobody schedules does not go on by itself. */
export async function adviseIfLeft({ run, state }: RunView, settings: Settings): Promise<void> {
  if (isEnd(state) || (await holderOf(settings)) !== undefined) return;
  note(`Nobody goes on with ${run} now. Go on with it: stepyard run --resume ${run}`);
}
