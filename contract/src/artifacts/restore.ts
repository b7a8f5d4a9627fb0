import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  futimesSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StepError } from '../step-error.ts';
import type { PackEntry } from './entry.ts';
import { batchBytes, createFileWriter, type FileWriter } from './file-writer.ts';
import { type DirectoryWalk, errorCode, walkDirectory } from './pinned-directory.ts';
import { listPack, readEntries } from './read-pack.ts';
import type { ArtifactStore } from './store.ts';

export interface Restoration {
  readonly store: ArtifactStore;
  /** Key of the pack in the store. */
  readonly pack: string;
  /** An existing directory. */
  readonly target: string;
  /** Which files; all if not given. */
  readonly select?: (entry: PackEntry) => boolean;
  readonly signal?: AbortSignal;
}

/**
 * Puts the files of a pack below a directory. Everything is written and verified beside its place first, so
 * a damaged pack changes nothing, and each file appears whole. Links in the way are replaced, never followed.
 */
export async function restoreArtifacts(restoration: Restoration): Promise<PackEntry[]> {
  const { store, pack, select, signal } = restoration;
  const entries = (await listPack(store, pack)).filter(select ?? (() => true));
  const target = walkDirectory(restoration.target);
  const staging = walkDirectory(target.root);
  const draft = `.stepyard-${randomUUID()}`;
  try {
    staging.enter([draft], 'create');
    let fd = -1;
    let writer: FileWriter | undefined;
    try {
      for await (const { entry, bytes, first, last } of readEntries(store, pack, entries)) {
        signal?.throwIfAborted();
        if (first) fd = create(staging, [draft, ...entry.name.split('/')], entry.mode);
        if (entry.size < batchBytes) writeFully(fd, bytes);
        else {
          writer ??= createFileWriter(fd);
          await writer.write(bytes);
        }
        if (!last) continue;
        await writer?.end();
        writer = undefined;
        const time = Date.parse(entry.updatedAt) / 1000;
        futimesSync(fd, time, time);
        closeSync(fd);
        fd = -1;
      }
    } finally {
      // Nothing may still be written to a descriptor that is closed.
      await writer?.end().catch(() => undefined);
      if (fd !== -1) closeSync(fd);
    }
    moveInto(staging, [draft], target, []);
  } finally {
    rmSync(join(staging.enter([]), draft), { recursive: true, force: true });
    staging.close();
    target.close();
  }
  return entries;
}

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

function create(walk: DirectoryWalk, parts: readonly string[], mode: number): number {
  const directory = walk.enter(parts.slice(0, -1), 'create');
  return openSync(
    join(directory, parts.at(-1) ?? ''),
    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
    mode | 0o400,
  );
}

function writeFully(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** A directory that is new moves as a whole; one that is there is gone through. */
function moveInto(
  from: DirectoryWalk,
  fromParts: readonly string[],
  to: DirectoryWalk,
  toParts: readonly string[],
): void {
  for (const name of readdirSync(from.enter(fromParts))) {
    try {
      renameSync(join(from.enter(fromParts), name), join(to.enter(toParts), name));
    } catch (error) {
      const code = errorCode(error) ?? '';
      const path = [...toParts, name];
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw inTheWay(path.join('/'), code, error);
      moveInto(from, [...fromParts, name], to, path);
    }
  }
}

function inTheWay(path: string, code: string, cause: unknown): StepError {
  return new StepError(
    'CONFLICT',
    `The artifact ${JSON.stringify(path)} cannot be put in its place (${code}).`,
    {
      hint: 'Something of another kind stands there. Remove it, or restore into another directory.',
      cause,
    },
  );
}
