import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { CloneStep } from './access.ts';
import type { Setting } from './config-text.ts';
import { boundary, readShallow } from './depth.ts';
import type { Git } from './git.ts';
import { handOver } from './hand-over.ts';
import { maintain } from './maintain.ts';
import { discardMirror, type Mirror, type MirrorChoice, withMirror } from './mirror.ts';
import { obtain, type Wish } from './obtain.ts';
import { formatOf, type Repository, readRefs, writeRefs } from './repository.ts';
import { checkOut, initRepository, makeRoom, type Place, writeHead, writeSparse } from './work-tree.ts';

/** A commit of a repository, and how it is laid into a directory. */
export interface Delivery extends Wish {
  readonly url: string;
  /** Commit whose files are written. */
  readonly start: string;
  /** Local branch that the commit is checked out as. */
  readonly branch: string | undefined;
  readonly sparse: readonly string[];
  readonly clean: boolean;
  /** Settings of the repository's own besides the usual ones. */
  readonly settings: readonly Setting[];
}

/** What else is done on the way. */
export interface Errands<Looked, Told> {
  /** With the mirror, once it holds the commit. */
  look(mirror: Mirror): Promise<Looked>;
  /** With the new repository, while the files are written. */
  tell(repository: Repository): Promise<Told>;
}

/**
 * Fetches a commit into the mirror and from there into a working tree.
 * If the mirror of an earlier run turns out to be damaged, it is made anew and all is done again.
 */
export async function bringIn<Looked, Told>(
  step: CloneStep,
  git: Git,
  delivery: Delivery,
  place: Place,
  errands: Errands<Looked, Told>,
): Promise<{ readonly looked: Looked; readonly told: Told }> {
  const choice = { url: delivery.url, filter: delivery.filter, format: formatOf(delivery.commit) };
  let warm = false;
  const once = async () => {
    const { looked, repository } = await withMirror(step, git, choice, async (mirror) => {
      warm = mirror.warm;
      if (await obtain(mirror, delivery)) await maintain(mirror, delivery.filter);
      return {
        looked: await errands.look(mirror),
        repository: await layIn(step, git, mirror, delivery, place, choice),
      };
    });
    const files = delivery.filter === undefined ? checkOut(repository, place, delivery.start) : undefined;
    const [told] = await Promise.all([errands.tell(repository), files]);
    return { looked, told };
  };
  try {
    return await once();
  } catch (error) {
    if (!warm || step.signal.aborted || !mayBeDamage(error)) throw error;
    step.log.warn(`The mirror in the cache is damaged and is made anew. (${String(error)})`);
    await discardMirror(step, choice);
    return await once();
  }
}

function mayBeDamage(error: unknown): boolean {
  return !(error instanceof StepError) || error.code === 'TOOL_FAILED';
}

/** Makes the repository from the mirror, which it no longer needs then. */
async function layIn(
  step: CloneStep,
  git: Git,
  mirror: Mirror,
  delivery: Delivery,
  place: Place,
  choice: MirrorChoice,
): Promise<Repository> {
  const { start, branch, filter, sparse } = delivery;
  await makeRoom(place, delivery.clean);
  const repository = await initRepository(git, place, choice, branch, delivery.settings);
  const shallow = await shallowLines(mirror, delivery);
  if (shallow !== '') await writeFile(join(place.gitDir, 'shallow'), shallow);
  if (sparse.length > 0) await writeSparse(repository, place, sparse);
  if (filter !== undefined) {
    // What is missing is fetched into the mirror while files are written, so that the next run has it.
    await checkOut(repository, place, start, { GIT_OBJECT_DIRECTORY: join(mirror.gitDir, 'objects') });
  }
  await handOver(mirror, repository, delivery, step.task?.untrusted !== true);
  await writeRefs(place.gitDir, await refsOf(mirror, delivery));
  await writeHead(place.gitDir, start, branch);
  return repository;
}

/**
 * Where the repository's history ends. With more than one commit to lead to, and where the server itself holds less
 * than is asked for, where that of the mirror does.
 */
async function shallowLines(mirror: Mirror, { commit, start, depth, tags }: Delivery): Promise<string> {
  const cut = start === commit ? await boundary(mirror, commit, depth) : undefined;
  const whole = cut !== undefined && !tags;
  const ends = new Set([...(cut ?? []), ...(whole ? [] : await readShallow(mirror.gitDir))]);
  return [...ends].map((id) => `${id}\n`).join('');
}

async function refsOf(
  mirror: Mirror,
  { start, branch, depth, tags }: Delivery,
): Promise<Record<string, string>> {
  const patterns = [...(depth === 0 ? ['refs/heads/'] : []), ...(tags ? ['refs/tags/'] : [])];
  const found = patterns.length === 0 ? {} : await readRefs(mirror, patterns);
  const renamed = Object.entries(found).map(([name, id]) => [
    name.replace(/^refs\/heads\//, 'refs/remotes/origin/'),
    id,
  ]);
  const own =
    branch === undefined ? {} : { [`refs/heads/${branch}`]: start, [`refs/remotes/origin/${branch}`]: start };
  return { ...Object.fromEntries(renamed), ...own };
}
