import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloneStep } from './access.ts';
import { configText, type Setting } from './config-text.ts';
import type { Git } from './git.ts';
import { lock } from './lock.ts';
import { type ObjectFormat, type Repository, repositoryAt } from './repository.ts';

/** A bare repository in the cache that holds what was fetched from one address so far. */
export interface Mirror extends Repository {
  /** It was there before, so what is wrong with it may be its age. */
  readonly warm: boolean;
}

export interface MirrorChoice {
  readonly url: string;
  readonly filter: string | undefined;
  readonly format: ObjectFormat;
}

/** Does the work on the mirror while nobody else uses it. */
export async function withMirror<T>(
  step: CloneStep,
  git: Git,
  choice: MirrorChoice,
  work: (mirror: Mirror) => Promise<T>,
): Promise<T> {
  const gitDir = join(await step.cache('mirror'), nameOf(choice));
  using _held = await hold(step, gitDir);
  const warm = await isThere(gitDir);
  if (!warm) await create(git, gitDir, choice);
  await tidy(gitDir, choice);
  return await work({ ...repositoryAt(git, gitDir), warm });
}

/** Removes the mirror, so that the next use makes it anew. */
export async function discardMirror(step: CloneStep, choice: MirrorChoice): Promise<void> {
  const gitDir = join(await step.cache('mirror'), nameOf(choice));
  using _held = await hold(step, gitDir);
  await rm(gitDir, { recursive: true, force: true });
}

async function hold(step: CloneStep, gitDir: string): Promise<Disposable> {
  return await lock(`${gitDir}.lock`, step.signal, () =>
    step.status('waits for another task that uses the same mirror'),
  );
}

/** Filtered mirrors lack objects that unfiltered ones promise to have, so they are apart. */
function nameOf({ url, filter, format }: MirrorChoice): string {
  return createHash('sha256')
    .update(JSON.stringify([url, filter ?? '', format]))
    .digest('hex')
    .slice(0, 24);
}

async function isThere(gitDir: string): Promise<boolean> {
  const parts = await Promise.all(
    ['HEAD', 'objects', 'objects/pack', 'refs'].map((name) =>
      lstat(join(gitDir, name)).catch(() => undefined),
    ),
  );
  const [head, ...directories] = parts;
  if (head?.isFile() && directories.every((found) => found?.isDirectory())) return true;
  await rm(gitDir, { recursive: true, force: true });
  return false;
}

async function create(git: Git, gitDir: string, { format }: MirrorChoice): Promise<void> {
  const fresh = `${gitDir}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const formatArgs = format === 'sha1' ? [] : [`--object-format=${format}`];
  await git(['init', '--quiet', '--bare', ...formatArgs, '--', fresh]);
  await rename(fresh, gitDir);
}

/** Writes the settings again, whatever they were, and removes what a killed git left. */
async function tidy(gitDir: string, choice: MirrorChoice): Promise<void> {
  const names = await readdir(gitDir);
  const packs = await readdir(join(gitDir, 'objects/pack'));
  const strays = [
    ...names.filter((name) => name.endsWith('.lock') || name === 'hooks'),
    ...packs.filter((name) => name.startsWith('tmp_')).map((name) => join('objects/pack', name)),
    'objects/info/alternates',
    'objects/info/http-alternates',
  ];
  await Promise.all(strays.map((name) => rm(join(gitDir, name), { recursive: true, force: true })));
  // A file that is as it should be is left alone: caches are saved again for what was written.
  const [file, text] = [join(gitDir, 'config'), configText(mirrorSettings(choice))];
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text);
}

function mirrorSettings({ url, filter, format }: MirrorChoice): Setting[] {
  const extended = format === 'sha256' || filter !== undefined;
  return [
    ['core.repositoryFormatVersion', extended ? '1' : '0'],
    ['core.bare', 'true'],
    ...(format === 'sha256' ? [['extensions.objectFormat', format] as const] : []),
    ['remote.origin.url', url],
    ...(filter === undefined ? [] : partialSettings(filter)),
  ];
}

/** What makes a repository know that missing objects can be had from where it came. */
export function partialSettings(filter: string): Setting[] {
  return [
    ['extensions.partialClone', 'origin'],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.partialCloneFilter', filter],
  ];
}
