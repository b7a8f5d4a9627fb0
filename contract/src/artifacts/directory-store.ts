import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StepError } from '../step-error.ts';
import { assertKey, nameProblem } from './name.ts';
import { errorCode } from './pinned-directory.ts';
import type { ArtifactStore, ByteRange, StoredObject } from './store.ts';

/** What is being written; never listed, and no key ends so. */
const partial = '.partial';

/** Keeps artifacts in a directory, given as a `file:` URL. */
export function directoryStore(url: string): ArtifactStore {
  const root = fileURLToPath(url);

  function pathOf(key: string): string {
    assertKey(key);
    return join(root, key);
  }

  async function put(key: string, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
    const path = pathOf(key);
    const draft = `${path}.${process.pid}-${crypto.randomUUID()}${partial}`;
    const file = await create(draft);
    try {
      for await (const block of bytes) {
        signal?.throwIfAborted();
        await file.writeFile(block);
      }
      await file.datasync();
      await file.close();
      await rename(draft, path);
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true });
      await removeEmptied(key);
      throw error;
    }
  }

  async function putNew(key: string, bytes: Uint8Array): Promise<boolean> {
    const path = pathOf(key);
    const draft = `${path}.${process.pid}-${crypto.randomUUID()}${partial}`;
    const file = await create(draft);
    try {
      await file.writeFile(bytes);
      await file.datasync();
      // A link is exclusive and shows the whole content at once.
      await link(draft, path);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    } finally {
      await file.close();
      await rm(draft, { force: true });
    }
  }

  async function get(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array>> {
    const path = pathOf(key);
    const { size } = await stat(path).catch((error: unknown) => {
      throw errorCode(error) === 'ENOENT' ? notFound(key, url) : error;
    });
    const start = range === undefined ? 0 : 'last' in range ? Math.max(0, size - range.last) : range.offset;
    const end = range !== undefined && 'offset' in range ? Math.min(size, start + range.length) : size;
    return end <= start ? nothing() : createReadStream(path, { start, end: end - 1, highWaterMark: 1 << 18 });
  }

  async function* list(prefix: string): AsyncGenerator<StoredObject> {
    const above = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
    if (above !== '' && nameProblem(above) !== undefined) return;
    const keys: string[] = [];
    const directories = [above];
    for (const directory of directories) {
      // Others may put and delete meanwhile: what has gone is not there, the rest is.
      const entries = await unlessGone(readdir(join(root, directory), { withFileTypes: true }));
      for (const entry of entries ?? []) {
        const key = directory === '' ? entry.name : `${directory}/${entry.name}`;
        if (entry.isDirectory()) directories.push(key);
        else if (entry.isFile() && !key.endsWith(partial) && key.startsWith(prefix)) keys.push(key);
      }
    }
    for (const key of keys.sort()) {
      const stats = await unlessGone(stat(join(root, key)));
      if (stats !== undefined) yield { key, size: stats.size, updatedAt: stats.mtime.toISOString() };
    }
  }

  async function remove(key: string): Promise<void> {
    await rm(pathOf(key), { force: true });
    await removeEmptied(key);
  }

  /** Directories that have become empty go too. */
  async function removeEmptied(key: string): Promise<void> {
    for (let above = dirname(key); above !== '.'; above = dirname(above)) {
      const emptied = await rmdir(join(root, above)).then(
        () => true,
        () => false,
      );
      if (!emptied) break;
    }
  }

  return { url, put, putNew, get, list, delete: remove };
}

/** A deletion beside it may take away the directory that was just made. */
async function create(path: string, tries = 10): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await open(path, 'wx', 0o640);
  } catch (error) {
    if (isGone(error) && tries > 1) return create(path, tries - 1);
    throw error;
  }
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** `mkdir` says ENOTDIR too where a directory goes while it looks. */
function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}

export function notFound(key: string, store: string): StepError {
  return new StepError(
    'NOT_FOUND',
    `The artifact store ${JSON.stringify(store)} has no ${JSON.stringify(key)}.`,
    {
      hint: 'It may have been deleted, or be kept elsewhere. List what there is with `stepyard artifacts list`.',
    },
  );
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
