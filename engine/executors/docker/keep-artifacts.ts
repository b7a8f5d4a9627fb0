import { createWriteStream, existsSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { writeAtomic } from '@stepyard/contract';
import type { Masker } from '@stepyard/contract/mask';
import { outFiles } from '@stepyard/contract/names';
import { readArchive } from '../../docker/tar.ts';
import type { ArtifactsWanted } from '../executor.ts';
import { removeTree } from '../remove-tree.ts';

/** Puts what a step has stored into the scheduler's store; a key of another project is left where it is. */
export async function storeArtifacts(
  archive: Readable,
  { directory, prefix }: ArtifactsWanted,
): Promise<void> {
  const { openArtifactStore } = await import('@stepyard/contract/artifacts');
  const store = await openArtifactStore(pathToFileURL(directory).href);
  const [project = ''] = prefix.split('/');
  await readArchive(archive, async ({ name, type, size }, content) => {
    const key = `${project}/${clean(name)}`;
    const known = statSync(join(directory, key), { throwIfNoEntry: false });
    // What is there is never written over: the step was given it, or has stored it before.
    if (type === 'file' && !name.endsWith('.partial') && known?.size !== size) await store.put(key, content);
  });
}

export interface Kept {
  /** The workspace's content. */
  readonly archive: Readable;
  readonly wanted: ArtifactsWanted;
  readonly succeeded: boolean;
  readonly out: string;
  readonly masker: Masker;
}

/** Keeps artifacts for a step whose image cannot do so itself: the files of the workspace that the author asked for. */
export async function collectFrom({ archive, wanted, succeeded, out, masker }: Kept): Promise<void> {
  const patterns = wanted.keep.filter(
    ({ when = 'success' }) => when === 'always' || (when === 'success') === succeeded,
  );
  const { artifactFilter, collectArtifacts, openArtifactStore } = await import(
    '@stepyard/contract/artifacts'
  );
  const matches = artifactFilter(patterns.map(({ path }) => path));
  const copy = mkdtempSync(join(tmpdir(), 'stepyard-artifacts-'));
  try {
    await readArchive(archive, async ({ name, type }, content) => {
      const path = clean(name);
      if (type !== 'file' || path.split('/').includes('..') || !matches(path)) return;
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      await pipeline(content, createWriteStream(join(copy, path), { flags: 'wx', mode: 0o600 }));
    });
    const { entries, problems } = await collectArtifacts({
      workspace: copy,
      patterns,
      store: await openArtifactStore(pathToFileURL(wanted.directory).href),
      prefix: wanted.prefix,
      mask: (text) => masker.mask(text),
    });
    mkdirSync(out, { recursive: true, mode: 0o700 });
    writeAtomic(join(out, outFiles.artifacts), JSON.stringify(entries), { mode: 0o600 });
    const told = problems.map(({ level, message }) => ({ level, message: masker.mask(message) }));
    if (told.length > 0 && !existsSync(join(out, outFiles.annotations)))
      writeAtomic(join(out, outFiles.annotations), JSON.stringify(told), { mode: 0o600 });
  } finally {
    await removeTree(copy);
  }
}

function clean(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
