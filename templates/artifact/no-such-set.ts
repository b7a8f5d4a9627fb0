import { StepError } from '@stepyard/contract';
import { type ArtifactStore, listSets, type SavedSet, setsBelow } from '@stepyard/contract/artifacts';
import type { Place } from './place.ts';

interface Sought {
  readonly store: ArtifactStore;
  readonly place: Place;
  readonly name: string;
  readonly pipeline: string;
  readonly run: string | undefined;
}

const mostNamed = 5;

/** Says which set there is not, and which there are. */
export async function noSuchSet({ store, place, name, pipeline, run }: Sought): Promise<StepError> {
  const all = await listSets(store, setsBelow(place.project));
  const latest = all.toSorted((a, b) => b.savedAt.localeCompare(a.savedAt));
  const open = latest.filter(({ trust }) => place.readable.some((level) => level === trust));
  const closed = latest.filter(
    (set) =>
      !open.includes(set) &&
      set.name === name &&
      (run === undefined ? set.pipeline === pipeline : set.run === run),
  );
  const said =
    open.length > 0
      ? `The newest sets that it may restore are ${listed(open)}.`
      : 'No set that it may restore was saved yet: a task with `action: save` does that.';
  const refused = `Runs of less trust than this one (${place.trust}) saved ${listed(closed)}.`;
  return new StepError(
    'NOT_FOUND',
    `\`name\` must be that of a set which ${run ?? `the pipeline \`${pipeline}\``} saved, got ${JSON.stringify(name)}.`,
    { hint: closed.length > 0 ? `${said} ${refused}` : said },
  );
}

function listed(sets: readonly SavedSet[]): string {
  const shown = sets.slice(0, mostNamed);
  return shown.map(({ name, run, trust }) => `\`${name}\` of ${run} (${trust})`).join(', ');
}
