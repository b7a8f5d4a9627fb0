import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { commandError } from '../failure.ts';

/** The path of an artifact below a directory; a name is not believed to be harmless because it is listed. */
export function pathBelow(directory: string, name: string): string {
  const path = resolve(directory, name);
  if (path.startsWith(directory.endsWith(sep) ? directory : `${directory}${sep}`)) return path;
  throw outside(name, directory);
}

/** Writes an artifact, whole or not at all; gives the path. */
export async function saveArtifact(
  directory: string,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<string> {
  const path = pathBelow(directory, name);
  await mkdir(dirname(path), { recursive: true });
  // A link among the directories must not lead elsewhere.
  const [real, top] = await Promise.all([realpath(dirname(path)), realpath(directory)]);
  if (real !== top && !real.startsWith(`${top}${sep}`)) throw outside(name, directory);
  const draft = join(dirname(path), `.${randomUUID()}.part`);
  try {
    await pipeline(Readable.from(bytes), createWriteStream(draft, { flags: 'wx' }));
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return path;
}

function outside(name: string, directory: string) {
  return commandError(
    `The artifact ${JSON.stringify(name)} would lie outside of ${directory}.`,
    'It was not written; fetch the others by their names.',
    1,
  );
}
