import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Headers, type Pack, pack } from 'tar-stream';

/** Whose the files are that are put into a volume. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** A directory's content as an archive, below a name in it. Sockets, pipes and devices are left out. */
export function packDirectory(directory: string, owner: Owner, under = ''): Readable {
  const archive = pack();
  if (under !== '') archive.entry({ name: `${under}/`, type: 'directory', mode: 0o755, ...owner });
  void fill(archive, directory, '', { ...owner, under }).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  return archive;
}

/** Empty directories as an archive. */
export function packDirectories(names: readonly string[], owner: Owner): Readable {
  const archive = pack();
  for (const name of names) archive.entry({ name: `${name}/`, type: 'directory', mode: 0o755, ...owner });
  archive.finalize();
  return archive;
}

async function fill(
  archive: Pack,
  root: string,
  below: string,
  as: Owner & { readonly under: string },
): Promise<void> {
  const { under, ...owner } = as;
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    const path = join(root, name);
    const stat = await lstat(path).catch(() => undefined);
    if (stat === undefined) continue;
    const full = under === '' ? name : `${under}/${name}`;
    const header = { name: full, mode: stat.mode & 0o7777, mtime: stat.mtime, ...owner };
    if (stat.isDirectory()) {
      archive.entry({ ...header, name: `${full}/`, type: 'directory' });
      await fill(archive, root, name, as);
    } else if (stat.isSymbolicLink()) {
      archive.entry({ ...header, type: 'symlink', linkname: await readlink(path) });
    } else if (stat.isFile()) {
      // What grows meanwhile is taken as long as it was.
      const end = Math.max(0, stat.size - 1);
      const target = archive.entry({ ...header, size: stat.size });
      if (stat.size === 0) target.end();
      else await pipeline(createReadStream(path, { end }), target);
    }
  }
}

/** What stands in an archive, one after the other; `read` is called for each and must use up the content. */
export async function readArchive(
  archive: Readable,
  read: (header: Headers, content: Readable) => Promise<void>,
): Promise<void> {
  const entries = extract();
  const fed = pipeline(archive, entries);
  fed.catch(() => {});
  for await (const entry of entries) {
    await read(entry.header, entry);
    entry.resume();
  }
  await fed;
}
