import { artifactFilter } from '@stepyard/contract/artifacts';
import type { ArtifactListing, Scheduler } from '@stepyard/engine';
import { commandError } from '../failure.ts';
import { notFound } from '../runs/not-found.ts';
import { shownName } from '../show/harmless.ts';

/** Artifacts of a run, all where none is named. */
export interface Choice {
  readonly run: string;
  /** Names, directories and patterns; one with `!` leaves out. */
  readonly names: readonly string[];
  readonly task?: string;
  /** Files of this named set instead of what tasks kept as artifacts. */
  readonly set?: string;
}

/** The artifacts that are meant; says which of the names the run did not keep. */
export async function chosenArtifacts(
  scheduler: Scheduler,
  choice: Choice,
): Promise<readonly ArtifactListing[]> {
  const { run, names, task, set } = choice;
  if (!(await scheduler.get(run))) notFound(run);
  const kept = set === undefined ? await scheduler.artifacts(run) : await filesOfSet(scheduler, run, set);
  const all = kept.filter((one) => task === undefined || one.task === task);
  const isIgnored = ignoring(names.filter((name) => name.startsWith('!')));
  const wanted = names
    .filter((name) => !name.startsWith('!'))
    .map((name) => [name, matcher(name, all)] as const);
  const unknown = wanted.filter(([, matches]) => !all.some((one) => matches(one.name)));
  if (unknown.length > 0)
    throw keptNo(
      unknown.map(([name]) => name),
      choice,
      all,
    );
  return all.filter(
    ({ name }) => !isIgnored(name) && (wanted.length === 0 || wanted.some(([, matches]) => matches(name))),
  );
}

async function filesOfSet(
  scheduler: Scheduler,
  run: string,
  name: string,
): Promise<readonly ArtifactListing[]> {
  const sets = await scheduler.artifactSets(run);
  const found = sets.find((set) => set.name === name);
  if (found !== undefined) return found.files;
  throw commandError(
    `${run} saved no set ${JSON.stringify(name)}.`,
    `It saved: ${sets.map((set) => set.name).join(', ') || 'none'}.`,
    1,
  );
}

/** A name means itself, also where it reads as a pattern. */
function matcher(name: string, all: readonly ArtifactListing[]): (name: string) => boolean {
  if (all.some((one) => one.name === name)) return (other) => other === name;
  return artifactFilter([name], 'names');
}

function ignoring(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => false;
  const isLeft = artifactFilter(patterns, 'names');
  return (name) => !isLeft(name);
}

const mostNamed = 10;

function keptNo(unknown: readonly string[], { run, set }: Choice, all: readonly ArtifactListing[]) {
  const shown = all.slice(0, mostNamed).map(({ name }) => shownName(name));
  const more = all.length > mostNamed ? ` and ${all.length - mostNamed} more` : '';
  return commandError(
    `${set === undefined ? run : `The set ${set} of ${run}`} kept no ${unknown.map((name) => JSON.stringify(name)).join(', ')}.`,
    `It kept: ${shown.join(', ') || 'nothing'}${more}.`,
    1,
  );
}
