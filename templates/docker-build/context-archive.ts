import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import dockerignore from '@balena/dockerignore';
import { type Pack, pack } from 'tar-stream';

/** The name under which the Dockerfile is sent; the engine takes it out of the context again. */
export const sentDockerfile = '.stepyard.Dockerfile';

/** The context as the engine takes it: without what is ignored; links stay links, sockets and devices are left out. */
export function contextArchive(context: string, dockerfile: string, lines: readonly string[]): Readable {
  const archive = pack();
  void fill(archive, context, dockerfile, lines).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  return archive;
}

async function fill(
  archive: Pack,
  context: string,
  dockerfile: string,
  lines: readonly string[],
): Promise<void> {
  const filter = dockerignore.default().add([...lines]);
  archive.entry({ name: sentDockerfile }, dockerfile);
  archive.entry({ name: '.dockerignore' }, `${sentDockerfile}\n.dockerignore\n`);
  const hasExceptions = lines.some((line) => line.trimStart().startsWith('!'));

  async function walk(below: string): Promise<void> {
    const names = await readdir(join(context, below));
    for (const name of names.sort()) {
      const path = below === '' ? name : `${below}/${name}`;
      const left = filter.ignores(path);
      const found = await lstat(join(context, path));
      // Something below an ignored directory may be wanted all the same.
      if (found.isDirectory() && (!left || hasExceptions)) {
        if (!left) archive.entry({ name: `${path}/`, type: 'directory', mode: found.mode & 0o7777 });
        await walk(path);
      }
      if (left || path === '.dockerignore' || path === sentDockerfile) continue;
      if (found.isSymbolicLink()) {
        archive.entry({ name: path, type: 'symlink', linkname: await readlink(join(context, path)) });
      } else if (found.isFile()) {
        const header = { name: path, size: found.size, mode: found.mode & 0o7777, mtime: found.mtime };
        const entry = archive.entry(header);
        // A file that grows while it is read is cut at its size, as `docker build` does.
        const end = found.size - 1;
        if (found.size === 0) entry.end();
        else await pipeline(createReadStream(join(context, path), { end }), entry);
      }
    }
  }
  await walk('');
}
