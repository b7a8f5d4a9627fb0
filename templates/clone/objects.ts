import { constants, copyFile, link, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

interface Part {
  readonly path: string;
  readonly size: number;
}

export interface CopyLimits {
  /** Bytes up to which objects are copied although links are allowed: so little costs nothing to have apart. */
  readonly rather: number;
  /** Bytes up to which they are copied where there is no other way. */
  readonly atMost: number;
}

/**
 * Gives a repository the objects of another without a tie between them: by shared blocks, by copies, or by hard
 * links where there are many. False where copying would be dearer than fetching from one to the other.
 */
export async function shareObjects(
  from: string,
  to: string,
  mayLink: boolean,
  limits: CopyLimits = { rather: 64 * 1024 * 1024, atMost: 256 * 1024 * 1024 },
): Promise<boolean> {
  const [source, target] = [join(from, 'objects'), join(to, 'objects')];
  const parts = await partsOf(source);
  await makeDirectories(parts, target);
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  const links = mayLink && total > limits.rather ? [link] : [];
  const way = await waysTo(parts[0], source, target, [shareBlocks, ...links]);
  if (way === copyFile && total > limits.atMost) return false;
  await each(parts, ({ path }) => way(join(source, path), join(target, path)));
  return true;
}

type Way = (from: string, to: string) => Promise<void>;

const shareBlocks: Way = (from, to) => copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);

/** The first way that the file systems of both allow, found out with one part; copying always goes. */
async function waysTo(
  part: Part | undefined,
  source: string,
  target: string,
  ways: readonly Way[],
): Promise<Way> {
  if (part === undefined) return copyFile;
  const trial = join(target, 'trial');
  for (const way of ways) {
    try {
      await way(join(source, part.path), trial);
      return way;
    } catch {
      // Another file system, or one without shared blocks or links.
    } finally {
      await rm(trial, { force: true });
    }
  }
  return copyFile;
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
