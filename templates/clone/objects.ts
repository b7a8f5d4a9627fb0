import { constants, copyFile, link, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** How the objects of a mirror got into a repository. */
export type Sharing = 'linked' | 'copied';

interface Part {
  readonly path: string;
  readonly size: number;
}

/**
 * Gives a repository the objects of another without a tie between them: by hard links, which cost nothing, else
 * by copies. Undefined where copying would be dearer than fetching from one to the other.
 */
export async function shareObjects(from: string, to: string, mayLink: boolean): Promise<Sharing | undefined> {
  const parts = await partsOf(join(from, 'objects'));
  await makeDirectories(parts, join(to, 'objects'));
  const linked = mayLink && (await linkAll(parts, from, to));
  if (linked) return 'linked';
  if (parts.reduce((sum, { size }) => sum + size, 0) > copyAtMost) return undefined;
  await each(parts, ({ path }) => copyFile(join(from, 'objects', path), join(to, 'objects', path), copyMode));
  return 'copied';
}

const copyAtMost = 256 * 1024 * 1024;
const copyMode = constants.COPYFILE_FICLONE;

async function linkAll(parts: readonly Part[], from: string, to: string): Promise<boolean> {
  try {
    await each(parts, ({ path }) => link(join(from, 'objects', path), join(to, 'objects', path)));
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EXDEV' || code === 'EPERM' || code === 'EMLINK' || code === 'ENOTSUP') return false;
    throw error;
  }
}

/** Packs and loose objects; plain files only, so that no link can bring in something else. */
async function partsOf(objects: string): Promise<Part[]> {
  const directories = (await readdir(objects)).filter((name) => /^(?:[0-9a-f]{2}|pack)$/.test(name));
  const lists = await Promise.all(
    directories.map(async (directory) => {
      const names = (await readdir(join(objects, directory))).filter((name) => objectFile.test(name));
      return await Promise.all(names.map((name) => partAt(objects, join(directory, name))));
    }),
  );
  return lists.flat().flatMap((part) => part ?? []);
}

const objectFile = /^(?:[0-9a-f]{38}|[0-9a-f]{62}|pack-[0-9a-f]+\.(?:pack|idx|rev|promisor|mtimes))$/;

async function partAt(objects: string, path: string): Promise<Part | undefined> {
  const found = await lstat(join(objects, path));
  return found.isFile() ? { path, size: found.size } : undefined;
}

async function makeDirectories(parts: readonly Part[], objects: string): Promise<void> {
  const directories = new Set(parts.map(({ path }) => path.slice(0, path.indexOf('/'))));
  await Promise.all([...directories].map((name) => mkdir(join(objects, name), { recursive: true })));
}

/** Few at a time: a mirror may hold thousands of loose objects. */
async function each(parts: readonly Part[], work: (part: Part) => Promise<void>): Promise<void> {
  const waiting = parts.values();
  const workers = Array.from({ length: 8 }, async () => {
    for (const part of waiting) await work(part);
  });
  await Promise.all(workers);
}
