import type { InputsOf, OutputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import {
  type ArtifactStore,
  artifactFilter,
  listSets,
  type PackEntry,
  restoreArtifacts,
  type SavedSet,
  setsBelow,
} from '@stepyard/contract/artifacts';
import type { Step } from '@stepyard/runtime';
import { noSuchSet } from './no-such-set.ts';
import type { Place } from './place.ts';
import { digestOf, extentOf, extentText } from './set-digest.ts';
import { inDirectory } from './target.ts';
import type { artifact } from './template.ts';

type Inputs = InputsOf<typeof artifact>;

interface Restoring {
  readonly step: Step<Inputs>;
  readonly store: ArtifactStore;
  readonly place: Place;
  readonly name: string;
  readonly action: Extract<Inputs['action'], { case: 'restore' }>;
}

/** Puts the files of the set below the target; where anything is wrong with it, nothing is changed. */
export async function restoreSet(restoring: Restoring): Promise<OutputsOf<typeof artifact>> {
  const { step, name, action } = restoring;
  const set = await findSet(restoring);
  if (set instanceof StepError) {
    if (!action.optional) throw set;
    step.warn(set.message);
    step.log.info(set.hint);
    return { files: 0, bytes: 0 };
  }
  const { all, restored } = await bring(restoring, set);
  const extent = extentOf(restored);
  const sha256 = digestOf(all);
  step.log.info(`Restored ${extentText(extent)} from ${set.key}`);
  step.summary(`Restored **${name}** of \`${set.run}\`: ${extentText(extent)}, SHA-256 \`${sha256}\`.`);
  return { set: set.key, run: set.run, ...extent, sha256 };
}

/** The set of the run that is named; else of this run, where it saved one; else of the latest. */
async function findSet({ store, place, name, action }: Restoring): Promise<SavedSet | StepError> {
  const pipeline = action.pipeline ?? action.run?.replace(/-\d+$/, '') ?? place.pipeline;
  const prefixes = place.readable.map((trust) => setsBelow(place.project, trust, pipeline, name));
  const sets = await listSets(store, ...prefixes);
  const of = (run: string) => sets.find((set) => set.run === run);
  const found = action.run === undefined ? (of(place.run) ?? sets[0]) : of(action.run);
  return found ?? (await noSuchSet({ store, place, name, pipeline, run: action.run }));
}

async function bring(
  { step, store, action }: Restoring,
  { key }: SavedSet,
): Promise<{ all: readonly PackEntry[]; restored: readonly PackEntry[] }> {
  const wanted = artifactFilter(action.paths, 'action.paths');
  // Below the workspace also where the task has a `workdir`: names of a set start there.
  const path = `/app/${action.path.replace(/^\/app(?=\/|$)/, '')}`;
  return await inDirectory(step, path, async (target) => {
    const all: PackEntry[] = [];
    const select = (entry: PackEntry) => {
      all.push(entry);
      return wanted(entry.name);
    };
    const restored = await restoreArtifacts({ store, pack: key, target, select, signal: step.signal });
    if (restored.length === 0) throw nothingMatches(action.paths, all);
    return { all, restored };
  });
}

function nothingMatches(paths: readonly string[], entries: readonly PackEntry[]): StepError {
  return new StepError(
    'NOT_FOUND',
    `\`action.paths\` must match a file of the set, got ${JSON.stringify(paths)}.`,
    { hint: `The set has ${namesOf(entries)}.` },
  );
}

const mostNamed = 10;

function namesOf(entries: readonly PackEntry[]): string {
  const names = entries.slice(0, mostNamed).map(({ name }) => JSON.stringify(name));
  const more = entries.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
