import { mkdir } from 'node:fs/promises';
import {
  type ArtifactEntry,
  type ArtifactStore,
  listPack,
  listSets,
  readOne,
  restoreArtifacts,
  setsBelow,
  setTrusts,
} from '@stepyard/contract/artifacts';
import type { TaskState } from '../core/state.ts';
import type { ArtifactUse, StoreReader } from '../store/store.ts';
import { schedulerError } from './driver-error.ts';
import type { FoldedRun } from './fold.ts';
import type { ArtifactListing, ArtifactName, SetListing } from './scheduler.ts';

/** What can be done with what runs kept. */
export interface ArtifactReader {
  artifacts(run: string): Promise<readonly ArtifactListing[]>;
  artifactSets(run: string): Promise<readonly SetListing[]>;
  download(artifact: ArtifactName): Promise<AsyncIterable<Uint8Array> | undefined>;
  restore(files: readonly ArtifactListing[], directory: string): Promise<void>;
  removeArtifacts(files: readonly ArtifactListing[]): Promise<void>;
}

export interface ArtifactReading {
  readonly store: StoreReader;
  /** @throws where there is no such run. */
  required(run: string): Promise<FoldedRun>;
  /** The store that a run keeps artifacts in. */
  packs(run: FoldedRun): Promise<ArtifactStore>;
}

export function createArtifactReader({ store, required, packs }: ArtifactReading): ArtifactReader {
  async function artifacts(run: string): Promise<readonly ArtifactListing[]> {
    const folded = await required(run);
    const uses = await store.artifactUses(run);
    const listed: ArtifactListing[] = [];
    for (const task of folded.state.tasks)
      listed.push(...listings({ run, task: task.key }, await entriesOf(folded, task), uses));
    return listed;
  }

  async function entriesOf(folded: FoldedRun, { products }: TaskState): Promise<readonly ArtifactEntry[]> {
    const short = products?.artifacts ?? [];
    const files = (products?.packs ?? []).reduce((sum, pack) => sum + pack.files, 0);
    if (files === short.length) return short;
    const opened = await packs(folded);
    const lists = await Promise.all((products?.packs ?? []).map(({ pack }) => entriesIn(opened, pack)));
    return lists.flat();
  }

  async function artifactSets(run: string): Promise<readonly SetListing[]> {
    const folded = await required(run);
    const { project, pipeline } = folded.state;
    const opened = await packs(folded);
    const uses = await store.artifactUses(run);
    const saved = await listSets(opened, ...setTrusts.map((trust) => setsBelow(project, trust, pipeline)));
    // Of a name the latest attempt comes first, and is the one that counts.
    const own = saved.filter((set) => set.run === run);
    const latest = own.filter((set, at) => own.findIndex(({ name }) => name === set.name) === at);
    const sets = latest.map(async ({ key, name, task, attempt, savedAt }) => {
      const files = listings({ run, task, set: name }, await entriesIn(opened, key), uses);
      return { key, name, task, attempt, savedAt, files };
    });
    return (await Promise.all(sets)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  return {
    artifacts,
    artifactSets,
    async download({ run, name, task }) {
      const all = await artifacts(run);
      const found = all.find((one) => one.name === name && (task === undefined || one.task === task));
      if (found === undefined) return undefined;
      const bytes = readOne(await packs(await required(run)), found);
      await store.noteArtifacts(run, [useName(found)], 'downloaded');
      return bytes;
    },
    async restore(files, directory) {
      await mkdir(directory, { recursive: true });
      for (const [pack, wanted] of byPack(files)) {
        const [{ run } = { run: '' }] = wanted;
        const digests = new Map(wanted.map(({ name, sha256 }) => [name, sha256]));
        const entries = await restoreArtifacts({
          store: await packs(await required(run)),
          pack,
          target: directory,
          select: ({ name, sha256 }) => digests.get(name) === sha256,
        });
        const restored = new Set(entries.map(({ name }) => name));
        const [lost] = wanted.filter(({ name }) => !restored.has(name));
        if (lost !== undefined) throw changed(lost);
        await store.noteArtifacts(run, wanted.map(useName), 'downloaded');
      }
    },
    async removeArtifacts(files) {
      for (const [pack, wanted] of byPack(files)) {
        const [{ run } = { run: '' }] = wanted;
        const opened = await packs(await required(run));
        await store.noteArtifacts(run, wanted.map(useName), 'removed');
        const left = (await artifacts(run)).some((one) => one.pack === pack);
        if (!left) await opened.delete(pack);
      }
    },
  };
}

async function entriesIn(store: ArtifactStore, pack: string): Promise<ArtifactEntry[]> {
  return (await listPack(store, pack)).map((entry) => ({ ...entry, pack }));
}

function listings(
  of: Pick<ArtifactListing, 'run' | 'task' | 'set'>,
  entries: readonly ArtifactEntry[],
  uses: ReadonlyMap<string, ArtifactUse>,
): ArtifactListing[] {
  return entries.flatMap((entry) => {
    const listing = { ...entry, ...of, downloads: 0 };
    const { downloads = 0, removed = false } = uses.get(useName(listing)) ?? {};
    return removed ? [] : [{ ...listing, downloads }];
  });
}

function byPack(files: readonly ArtifactListing[]): ReadonlyMap<string, readonly ArtifactListing[]> {
  return Map.groupBy(files, ({ pack }) => pack);
}

/** By which name its uses are noted. */
function useName({ task, name, set, pack }: ArtifactListing): string {
  return `${set === undefined ? task : pack}/${name}`;
}

function changed({ run, name, pack }: ArtifactListing): Error {
  return schedulerError(
    'REFUSED',
    `${JSON.stringify(name)} of ${run} is not in ${JSON.stringify(pack)} any more as it was kept.`,
    'It was changed or deleted after it was stored. Run the task that made it again.',
  );
}
