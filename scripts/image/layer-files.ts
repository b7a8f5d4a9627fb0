import { createHash } from 'node:crypto';
import type { Headers } from 'tar-stream';

/** What stands at each path of an image's layers so far: enough to know an equal file again. */
export type LayerFiles = Map<string, string>;

/** The path of an entry as every builder would write it: no leading `./`, no trailing slash. */
export function pathOf(name: string): string {
  return name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
}

/** Equal for files between which nobody could tell; times do not count. */
export function fingerprint(header: Headers, content: Buffer): string {
  const facts = [
    header.type,
    header.mode,
    header.uid,
    header.gid,
    header.linkname ?? '',
    header.devmajor ?? 0,
  ];
  return createHash('sha256').update(JSON.stringify(facts)).update(content).digest('base64');
}

/** Brings an entry of the next layer in; a whiteout (`.wh.NAME`) takes away what lies beneath. */
export function apply(files: LayerFiles, path: string, print: string, directory: boolean): void {
  const cut = path.lastIndexOf('/') + 1;
  const name = path.slice(cut);
  if (name === '.wh..wh..opq') remove(files, path.slice(0, cut));
  else if (name.startsWith('.wh.')) {
    const gone = path.slice(0, cut) + name.slice('.wh.'.length);
    files.delete(gone);
    remove(files, `${gone}/`);
  } else {
    if (!directory) remove(files, `${path}/`);
    files.set(path, print);
  }
}

function remove(files: LayerFiles, prefix: string): void {
  for (const path of files.keys()) if (path.startsWith(prefix)) files.delete(path);
}
