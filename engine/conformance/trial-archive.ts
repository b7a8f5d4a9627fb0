import type { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { readArchive } from '../docker/tar.ts';
import { stranger, type Trial } from './trial.ts';

const most = 8 << 20;

/** What a trial puts below `/step`: directories that belong to the step, files of the platform, links. */
export function trialArchive({ files = {}, links = {}, env }: Trial): Readable {
  const archive = pack();
  const own = (path: string) =>
    archive.entry({
      name: `${path}/`,
      type: 'directory',
      mode: 0o777,
      uid: stranger.uid,
      gid: stranger.gid,
    });
  archive.entry({ name: './', type: 'directory', mode: 0o755 });
  const directories = [
    'out',
    'claims',
    'artifacts',
    ...Object.values(env).flatMap((value) => /^\/step\/(cache[^:]*)$/.exec(value)?.[1] ?? []),
  ];
  for (const directory of new Set(directories.flatMap(withParents))) own(directory);
  archive.entry({ name: 'in/', type: 'directory', mode: 0o555 });
  for (const parent of new Set(Object.keys(files).flatMap((path) => withParents(path).slice(0, -1)))) {
    if (parent !== 'in' && !directories.includes(parent) && parent !== 'out') {
      const given =
        parent.startsWith('in/') || parent.startsWith('base')
          ? { mode: 0o555 }
          : { mode: 0o777, uid: stranger.uid, gid: stranger.gid };
      archive.entry({ name: `${parent}/`, type: 'directory', ...given });
    }
  }
  for (const [path, { content, mode = 0o444, own: owned }] of Object.entries(files)) {
    archive.entry(
      { name: path, mode, ...(owned && { uid: stranger.uid, gid: stranger.gid }) },
      Buffer.from(content),
    );
  }
  for (const [name, target] of Object.entries(links)) {
    archive.entry({ name: `out/${name}`, type: 'link', linkname: `out/${target}` });
  }
  archive.finalize();
  return archive;
}

/** The files of a workspace, which belongs to the step. */
export function workspaceArchive(files: ReadonlyMap<string, Uint8Array>): Readable {
  const archive = pack();
  const owner = { uid: stranger.uid, gid: stranger.gid };
  for (const parent of new Set([...files.keys()].flatMap((path) => withParents(path).slice(0, -1)))) {
    archive.entry({ name: `${parent}/`, type: 'directory', mode: 0o777, ...owner });
  }
  for (const [path, content] of files)
    archive.entry({ name: path, mode: 0o666, ...owner }, Buffer.from(content));
  archive.finalize();
  return archive;
}

/** The files of an archive by path; of a large one the beginning. A second name of a file has the first one's content. */
export async function readTree(stream: NodeJS.ReadableStream): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const clean = (name: string) => name.replace(/^\.?\//, '');
  await readArchive(stream as Readable, async ({ name, type, linkname }, content) => {
    if (type === 'link') found.set(clean(name), found.get(clean(linkname ?? '')) ?? new Uint8Array());
    if (type !== 'file') return;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of content) {
      const bytes: Uint8Array = chunk;
      if (size < most) chunks.push(bytes);
      size += bytes.length;
    }
    found.set(clean(name), Buffer.concat(chunks));
  });
  return found;
}

/** `a/b/c`: `a`, `a/b`, `a/b/c`. */
function withParents(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
