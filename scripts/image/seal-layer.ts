import { createReadStream, createWriteStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract, type Headers, pack } from 'tar-stream';
import { withoutTimes } from './key-store.ts';
import { apply, fingerprint, type LayerFiles, pathOf } from './layer-files.ts';

export interface Sealed {
  /** Entries that are in the layer still. */
  readonly entries: number;
  /** Files by whose content people know what is inside; by path. */
  readonly inventory: ReadonlyMap<string, string>;
}

/**
 * Writes a layer anew so that the same files give the same bytes: no times, no names of users, no extended
 * attributes, and without what the layers beneath have alike. `files` is what these hold; it is brought up to date.
 */
export async function sealLayer(from: string, to: string, files: LayerFiles): Promise<Sealed> {
  const linked = await linkTargets(from);
  const output = pack();
  const written = pipeline(output, createWriteStream(to));
  const inventory = new Map<string, string>();
  let entries = 0;
  await eachEntry(from, async (header, read) => {
    const path = pathOf(header.name);
    if (path === '' || outside.test(path)) return;
    const found = await read();
    const content = path.endsWith('/cacerts') ? withoutTimes(found) : found;
    const sealed = timeless(path, header, content);
    const print = fingerprint(sealed, content);
    if (inventoried.test(path)) inventory.set(path, content.toString('utf8'));
    if (files.get(path) === print && !linked.has(path)) return;
    apply(files, path, print, header.type === 'directory');
    entries++;
    output.entry(sealed, content);
  });
  output.finalize();
  await written;
  return { entries, inventory };
}

/** What an engine mounts or leaves there by itself. */
const outside = /^(\.dockerenv|dev\/(console|pts|shm)|proc\/.*|sys\/.*)$/;

const inventoried =
  /^usr\/local\/share\/stepyard\/(modules\/[^/]+|unlocked)$|^stepyard\/lib\/packages\.json$|^var\/lib\/dpkg\/(status|status\.d\/[^/]+)$|(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/;

function timeless(path: string, header: Headers, content: Buffer): Headers {
  const { type = 'file', mode = 0o644, uid = 0, gid = 0, linkname, devmajor = 0, devminor = 0 } = header;
  return {
    name: type === 'directory' ? `${path}/` : path,
    type,
    mode: mode & 0o7777,
    uid,
    gid,
    size: type === 'file' || type === 'contiguous-file' ? content.length : 0,
    mtime: new Date(0),
    uname: '',
    gname: '',
    devmajor,
    devminor,
    ...(linkname && { linkname: type === 'link' ? pathOf(linkname) : linkname }),
  };
}

/** A hard link is only as good as its target in the same layer, which must therefore stay. */
async function linkTargets(from: string): Promise<Set<string>> {
  const targets = new Set<string>();
  await eachEntry(from, async ({ type, linkname }) => {
    if (type === 'link' && linkname) targets.add(pathOf(linkname));
  });
  return targets;
}

async function eachEntry(
  from: string,
  visit: (header: Headers, read: () => Promise<Buffer>) => Promise<void>,
): Promise<void> {
  const input = extract();
  const fed = pipeline(createReadStream(from), input);
  for await (const entry of input) {
    await visit(entry.header, () => buffer(entry));
    entry.resume();
  }
  await fed;
}
