import type { ArtifactListing, Scheduler } from '@stepyard/engine';
import { commandError } from '../failure.ts';
import { notFound } from '../runs/not-found.ts';
import { shownName } from '../show/harmless.ts';

/** Artifacts of a run, all where none is named. */
export interface Choice {
  readonly run: string;
  readonly names: readonly string[];
  readonly task?: string;
}

/** The artifacts that are meant; says which of the names the run did not keep. */
export async function chosenArtifacts(
  scheduler: Scheduler,
  { run, names, task }: Choice,
): Promise<readonly ArtifactListing[]> {
  if (!(await scheduler.get(run))) notFound(run);
  const all = (await scheduler.artifacts(run)).filter((one) => task === undefined || one.task === task);
  const unknown = names.filter((name) => !all.some((artifact) => artifact.name === name));
  if (unknown.length > 0) {
    const kept = all.map(({ name }) => shownName(name)).join(', ') || 'nothing';
    throw commandError(
      `${run} kept no ${unknown.map((name) => JSON.stringify(name)).join(', ')}.`,
      `It kept: ${kept}.`,
      1,
    );
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}
