import { createWriteStream } from 'node:fs';
import { chmod, link, mkdir, rename, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { readArchive } from '../../docker/tar.ts';
import { removeTree } from '../remove-tree.ts';
import type { CacheCopy } from './records.ts';

/** Brings what a step left in its caches back to this machine, in the place of what it was given. */
export async function cacheBack(container: Docker.Container, caches: readonly CacheCopy[]): Promise<void> {
  for (const { at, path } of caches) {
    const archive = (await container.getArchive({ path: `${at}/.` })) as Readable;
    const draft = `${path}.back`;
    await removeTree(draft);
    await mkdir(draft, { recursive: true, mode: 0o755 });
    await unpack(archive, draft);
    await removeTree(path);
    await rename(draft, path);
  }
}

/** Writes files, directories and links; nothing through a link, and nothing above. */
async function unpack(archive: Readable, root: string): Promise<void> {
  const links: (readonly [path: string, target: string])[] = [];
  const hard: (readonly [path: string, target: readonly string[]])[] = [];
  await readArchive(archive, async ({ name, type, mode = 0o644, mtime, linkname }, content) => {
    const parts = partsOf(name);
    if (parts.length === 0 || parts.includes('..')) return;
    const path = join(root, ...parts);
    if (type === 'directory') await mkdir(path, { recursive: true });
    if (type === 'symlink') links.push([path, linkname ?? '']);
    if (type === 'link') hard.push([path, partsOf(linkname ?? '')]);
    if (type !== 'file') return;
    await mkdir(dirname(path), { recursive: true });
    await pipeline(content, createWriteStream(path, { flags: 'wx' }));
    await chmod(path, mode & 0o777);
    if (mtime !== undefined) await utimes(path, mtime, mtime);
  });
  for (const [path, target] of hard) {
    await mkdir(dirname(path), { recursive: true });
    if (!target.includes('..')) await link(join(root, ...target), path);
  }
  // Last, so that no file of the archive is written through one of its links.
  for (const [path, target] of links) {
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, path);
  }
}

function partsOf(name: string): readonly string[] {
  return name.split('/').filter((part) => part !== '' && part !== '.');
}
