import type { InputsOf, OutputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import {
  type ArtifactEntry,
  type ArtifactStore,
  collectArtifacts,
  listPack,
  listSets,
  packKey,
  type SavedSet,
  setPrefix,
  setsBelow,
} from '@stepyard/contract/artifacts';
import type { Step } from '@stepyard/runtime';
import type { Place } from './place.ts';
import { digestOf, extentOf, extentText } from './set-digest.ts';
import type { artifact } from './template.ts';

type Inputs = InputsOf<typeof artifact>;

interface Saving {
  readonly step: Step<Inputs>;
  readonly store: ArtifactStore;
  readonly place: Place;
  readonly name: string;
  readonly action: Extract<Inputs['action'], { case: 'save' }>;
}

/** Saves what the patterns match, once for each attempt, as a whole or not at all. */
export async function saveSet(saving: Saving): Promise<OutputsOf<typeof artifact>> {
  const { step, store, place, name, action } = saving;
  const prefix = setPrefix(place, name);
  const key = packKey(prefix);
  const before = await setsOf(saving);
  assertOwn(saving, before);
  const saved = before.some((set) => set.key === key);
  const entries = await collect(saving, prefix, saved ? unwritten(store) : store);
  const sha256 = digestOf(entries);
  if (saved) await assertSame(saving, key, sha256);
  const after = await setsOf(saving);
  await assertAlone(saving, after, saved ? undefined : key);
  if (action.keep !== undefined) await prune(saving, after, key, action.keep);
  const extent = extentOf(entries);
  step.log.info(`${saved ? 'Already saved' : 'Saved'} ${extentText(extent)} as ${key}`);
  step.summary(`Saved **${name}**: ${extentText(extent)}, SHA-256 \`${sha256}\`.`);
  return { set: key, run: place.run, ...extent, sha256 };
}

function setsOf({ store, place, name }: Saving): Promise<SavedSet[]> {
  return listSets(store, setsBelow(place.project, place.trust, place.pipeline, name));
}

async function collect(
  { step, action }: Saving,
  prefix: string,
  store: ArtifactStore,
): Promise<readonly ArtifactEntry[]> {
  const { paths, type } = action;
  const { entries, problems } = await collectArtifacts({
    workspace: step.workspace,
    patterns: paths.map((path) => ({ path, type })),
    store,
    prefix,
    input: 'action.paths',
    strict: true,
    mask: step.masked,
    signal: step.signal,
  });
  if (entries.length === 0) {
    throw new StepError(
      'NOT_FOUND',
      `\`action.paths\` must match a file of the workspace, got ${JSON.stringify(paths)}.`,
      {
        hint: 'Check the patterns against what the tasks before leave in the workspace. A hidden file is matched only where it is named.',
      },
    );
  }
  for (const { message, hint } of problems) step.log.warn(`${message} ${hint}`);
  return entries;
}

/** A start that comes again reads the files and compares, but leaves the set as it is. */
function unwritten(store: ArtifactStore): ArtifactStore {
  return {
    ...store,
    put: async (_key, blocks, signal) => {
      for await (const _ of blocks) signal?.throwIfAborted();
    },
    delete: async () => {},
  };
}

async function assertSame({ store, name, place }: Saving, key: string, sha256: string): Promise<void> {
  const saved = digestOf(await listPack(store, key));
  if (saved === sha256) return;
  throw new StepError(
    'CONFLICT',
    `The set \`${name}\` of ${place.run} must have the SHA-256 with which this attempt saved it, ${saved}, got ${sha256}.`,
    { hint: `A set is written once. If runs are numbered anew, delete ${key} from ${store.url} first.` },
  );
}

function assertOwn({ name, place }: Saving, sets: readonly SavedSet[]): void {
  const other = sets.find(({ run, task }) => run === place.run && task !== place.task);
  if (other === undefined) return;
  throw new StepError(
    'CONFLICT',
    `The set \`${name}\` of ${place.run} must be saved by one task, but \`${other.task}\` saves it too.`,
    { hint: 'Give each a name of its own, for instance with `${{ matrix.NAME }}` in it.' },
  );
}

/** Of two tasks that save at once at least one sees the other, and takes back what it wrote. */
async function assertAlone(
  saving: Saving,
  sets: readonly SavedSet[],
  written: string | undefined,
): Promise<void> {
  try {
    assertOwn(saving, sets);
  } catch (error) {
    if (written !== undefined) await saving.store.delete(written);
    throw error;
  }
}

async function prune(
  { step, store }: Saving,
  sets: readonly SavedSet[],
  key: string,
  keep: number,
): Promise<void> {
  for (const old of sets.filter((set) => set.key !== key).slice(keep - 1)) {
    await store.delete(old.key);
    step.log.info(`Deleted the older set of ${old.run}`);
  }
}
